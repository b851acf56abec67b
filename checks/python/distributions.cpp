#include "checks/python/distributions.hpp"

#include <algorithm>
#include <array>

namespace preflight::python {

namespace {

struct Row {
  std::string_view module{}, name{};
  Brought by{Brought::by_pip};
};

// The names are those of the projects' own pages in the Python Package Index ("pip install ..." in
// their installation guides); what left Python itself: "What's New In Python 3.12" and "3.13".
constexpr auto system = Brought::by_system;
constexpr auto older = Brought::by_older_python;
constexpr std::array rows{
    Row{"Crypto", "pycryptodome"},
    Row{"Cryptodome", "pycryptodomex"},
    Row{"MySQLdb", "mysqlclient"},
    Row{"OpenSSL", "pyOpenSSL"},
    Row{"PIL", "Pillow"},
    Row{"PyQt5", "PyQt5"},
    Row{"_cffi_backend", "cffi"},
    Row{"_ctypes", "libffi-dev", system},
    Row{"_curses", "libncurses-dev", system},
    Row{"_sqlite3", "libsqlite3-dev", system},
    Row{"_ssl", "libssl-dev", system},
    Row{"_tkinter", "python3-tk", system},
    Row{"_win32service", "pywin32"},
    Row{"apt", "python3-apt", system},
    Row{"asynchat", "pyasynchat", older},
    Row{"asyncore", "pyasyncore", older},
    Row{"attr", "attrs"},
    Row{"bs4", "beautifulsoup4"},
    Row{"bson", "pymongo"},
    Row{"cgi", "legacy-cgi", older},
    Row{"cv2", "opencv-python"},
    Row{"dateutil", "python-dateutil"},
    Row{"dbus", "python3-dbus", system},
    Row{"distutils", "setuptools", older},
    Row{"dns", "dnspython"},
    Row{"docx", "python-docx"},
    Row{"dotenv", "python-dotenv"},
    Row{"ensurepip", "python3-venv", system},
    Row{"fitz", "PyMuPDF"},
    Row{"gi", "python3-gi", system},
    Row{"git", "GitPython"},
    Row{"github", "PyGithub"},
    Row{"imp", "", older},
    Row{"jose", "python-jose"},
    Row{"jwt", "PyJWT"},
    Row{"ldap", "python-ldap"},
    Row{"magic", "python-magic"},
    Row{"markdown", "Markdown"},
    Row{"mcp", "mcp"},
    Row{"memcache", "python-memcached"},
    Row{"multipart", "python-multipart"},
    Row{"mysql", "mysql-connector-python"},
    Row{"nacl", "PyNaCl"},
    Row{"pip", "python3-pip", system},
    Row{"pkg_resources", "setuptools"},
    Row{"pptx", "python-pptx"},
    Row{"psycopg2", "psycopg2-binary"},
    Row{"pythoncom", "pywin32"},
    Row{"pywintypes", "pywin32"},
    Row{"serial", "pyserial"},
    Row{"servicemanager", "pywin32"},
    Row{"skimage", "scikit-image"},
    Row{"sklearn", "scikit-learn"},
    Row{"slugify", "python-slugify"},
    Row{"socketio", "python-socketio"},
    Row{"telegram", "python-telegram-bot"},
    Row{"tkinter", "python3-tk", system},
    Row{"usb", "pyusb"},
    Row{"venv", "python3-venv", system},
    Row{"win32api", "pywin32"},
    Row{"win32com", "pywin32"},
    Row{"win32con", "pywin32"},
    Row{"win32event", "pywin32"},
    Row{"win32file", "pywin32"},
    Row{"win32gui", "pywin32"},
    Row{"win32process", "pywin32"},
    Row{"win32security", "pywin32"},
    Row{"win32service", "pywin32"},
    Row{"win32serviceutil", "pywin32"},
    Row{"win32timezone", "pywin32"},
    Row{"wx", "wxPython"},
    Row{"yaml", "PyYAML"},
    Row{"zmq", "pyzmq"},
};

}  // namespace

Distribution distribution_of(std::string_view module) {
  const auto top = module.substr(0, module.find('.'));
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const Row& one) { return one.module == top; });
  if (row == rows.end()) return {std::string(top), Brought::by_pip, false};
  return {std::string(row->name), row->by, true};
}

}  // namespace preflight::python
