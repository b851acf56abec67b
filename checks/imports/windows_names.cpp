// Names of libraries that Windows itself has (10 and later, of any edition), sorted, without
// ".dll".
#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "checks/imports/names.hpp"
#include "checks/imports/windows_names.hpp"

namespace preflight::imports {

namespace {

// clang-format off
constexpr std::array<std::string_view, 553> windows_libraries{{
    "acledit", "aclui", "activeds", "actxprxy", "adsldp", "adsldpc", "advapi32", "advpack", "amsi",
    "amstream", "apisetschema", "apphelp", "appwiz.cpl", "appxdeploymentclient", "appxpackaging",
    "atl", "atlthunk", "atmlib", "audioses", "authz", "avicap32", "avifil32", "avrt", "bcp47langs",
    "bcp47mrm", "bcrypt", "bcryptprimitives", "bluetoothapis", "browseui", "bthprops.cpl",
    "cabinet", "cards", "catsrv", "catsrvut", "cdosys", "cfgmgr32", "clbcatq", "clfsw32",
    "clusapi", "colbact", "combase", "comcat", "comctl32", "comdlg32", "coml2", "compstui",
    "comsvcs", "connect", "coremessaging", "coreuicomponents", "credui", "crtdll", "crypt32",
    "cryptbase", "cryptdlg", "cryptdll", "cryptext", "cryptnet", "cryptowinrt", "cryptsp",
    "cryptui", "cryptxml", "cscapi", "cscdll", "ctapi32", "d2d1", "d3d10", "d3d10_1", "d3d10core",
    "d3d10warp", "d3d11", "d3d12", "d3d8", "d3d8thk", "d3d9", "d3dcompiler_47", "d3dim",
    "d3dim700", "d3drm", "d3dscache", "davclnt", "dbgcore", "dbgeng", "dbghelp", "dbgmodel",
    "dciman32", "dcomp", "ddraw", "ddrawex", "devenum", "devobj", "dhcpcsvc", "dhcpcsvc6",
    "dhcpsapi", "dhtmled.ocx", "diasymreader", "difxapi", "dinput", "dinput8",
    "directmanipulation", "directxdatabasehelper", "dismapi", "dispex", "dmband", "dmcompos",
    "dmime", "dmloader", "dmscript", "dmstyle", "dmsynth", "dmusic", "dmusic32", "dnsapi", "dpapi",
    "dplay", "dplayx", "dpnaddr", "dpnet", "dpnhpast", "dpnhupnp", "dpnlobby", "dpvoice",
    "dpwsockx", "drmclien", "drt", "drvstore", "dsdmo", "dsound", "dsquery", "dsrole", "dssenh",
    "dsuiext", "dswave", "dwmapi", "dwrite", "dx8vb", "dxcore", "dxdiagn", "dxgi", "dxtrans",
    "dxva2", "edputil", "efsutil", "es", "esent", "evr", "explorerframe", "faultrep", "feclient",
    "firewallapi", "fltlib", "fntcache", "fontsub", "fusion", "fveapi", "fwpuclnt", "gameux",
    "gamingtcui", "gdi32", "gdi32full", "gdiplus", "glmf32", "globinputhost", "glu32", "gpapi",
    "gpkcsp", "hal", "hhctrl.ocx", "hid", "hlink", "hnetcfg", "httpapi", "ia2comproxy", "iashlpr",
    "iccvid", "icmp", "icu", "icuin", "icuuc", "ieframe", "ieproxy", "iertutil", "imaadp32.acm",
    "imagehlp", "imm32", "inetcomm", "inetcpl.cpl", "inetmib1", "infosoft", "initpki", "inkobj",
    "input", "inputhost", "inseng", "iphlpapi", "iprop", "irprops.cpl", "itircl", "itss",
    "joy.cpl", "jscript", "jsproxy", "kerberos", "kernel.appcore", "kernel32", "kernelbase",
    "keymgr", "ksproxy.ax", "ksuser", "kswdmcap.ax", "ktmw32", "l3codeca.acm", "linkinfo",
    "loadperf", "localspl", "localui", "logoncli", "lz32", "magnification", "mapi32", "mapistub",
    "mciavi32", "mcicda", "mciqtz32", "mciseq", "mciwave", "mf", "mf3216", "mfcore", "mferror",
    "mfmediaengine", "mfplat", "mfplay", "mfreadwrite", "mfsrcsnk", "mgmtapi", "midimap", "mlang",
    "mmcndmgr", "mmdevapi", "mp3dmod", "mpr", "mprapi", "msacm32", "msacm32.drv", "msado15",
    "msadp32.acm", "msasn1", "mscat32", "mscms", "mscoree", "mscorwks", "msctf", "msctfmonitor",
    "msctfp", "msdaps", "msdasql", "msdelta", "msdmo", "msdrm", "msdtcprx", "msftedit",
    "msg711.acm", "msgsm32.acm", "mshtml", "msi", "msident", "msimg32", "msimsg", "msimtf",
    "msisip", "msisys.ocx", "msls31", "msnet32", "mspatcha", "msports", "msrle32", "msscript.ocx",
    "mssign32", "mssip32", "mstask", "msv1_0", "msvcp_win", "msvcrt", "msvcrt20", "msvcrt40",
    "msvfw32", "msvidc32", "mswsock", "msxml", "msxml2", "msxml3", "msxml6", "mtxdm", "mtxoci",
    "ncrypt", "ncryptsslp", "nddeapi", "netapi32", "netcfgx", "netplwiz", "netprofm", "netutils",
    "newdev", "ninput", "nlaapi", "normaliz", "npmproxy", "npmshtml", "npptools", "nsi", "ntdll",
    "ntdsapi", "ntlanman", "ntmarta", "ntoskrnl.exe", "ntprint", "ntshrui", "ntvdm64", "objsel",
    "odbc32", "odbcbcp", "odbccp32", "odbccu32", "ole32", "oleacc", "oleaut32", "olecli32",
    "oledb32", "oledlg", "oleprn", "olepro32", "olesvr32", "olethk32", "opcservices", "opengl32",
    "p2p", "packager", "pdh", "peerdist", "perfos", "photometadatahandler", "photowiz", "pidgen",
    "pnrpnsp", "powrprof", "printui", "prntvpt", "profapi", "propsys", "psapi", "pstorec",
    "puiapi", "pwrshplugin", "qasf", "qcap", "qdvd", "qedit", "qmgr", "qmgrprxy", "quartz",
    "query", "qwave", "rasapi32", "rasdlg", "rasman", "regapi", "resutils", "riched20", "riched32",
    "rometadata", "rpcns4", "rpcrt4", "rsabase", "rsaenh", "rstrtmgr", "rtutils", "rtworkq",
    "samcli", "samlib", "sapi", "sas", "scarddlg", "sccbase", "scecli", "schannel", "schedsvc",
    "scrobj", "scrrun", "sechost", "secur32", "security", "sensapi", "sensorsapi", "serialui",
    "setupapi", "sfc", "sfc_os", "shcore", "shdoclc", "shdocvw", "shell32", "shfolder", "shlwapi",
    "slbcsp", "slc", "slwga", "smartscreenps", "snmpapi", "softpub", "spinf", "spoolss", "sppc",
    "sppcext", "sqlsrv32", "srclient", "srpapi", "srvcli", "sspicli", "stclient", "sti",
    "stobject", "strmdll", "svrapi", "sxs", "syssetup", "t2embed", "tapi32", "taskschd", "tbs",
    "tdh", "textshaping", "threadpoolwinrt", "thumbcache", "timesync", "tquery", "traffic",
    "twain_32", "twinapi", "twinapi.appcore", "txfw32", "tzres", "ualapi", "ucrtbase",
    "uianimation", "uiautomationcore", "uiribbon", "umpdc", "unattend", "unimdm.tsp", "updspapi",
    "url", "urlmon", "user32", "userenv", "usp10", "utildll", "uxtheme", "vbscript", "vdmdbg",
    "version", "vga", "virtdisk", "vmcompute", "vmdevicehost", "vssapi", "wbemcli", "wbemdisp",
    "wbemprox", "wdi", "wdsclientapi", "wdscore", "webauthn", "webio", "webservices", "websocket",
    "wer", "wevtapi", "wevtsvc", "wiaaut", "wiadefui", "wiaservc", "wimgapi", "win32u", "winbio",
    "winbrand", "windows.devices.enumeration", "windows.gaming.input", "windows.gaming.ui.gamebar",
    "windows.globalization", "windows.media", "windows.media.devices", "windows.media.speech",
    "windows.networking", "windows.storage", "windows.ui", "windows.ui.xaml", "windowscodecs",
    "windowscodecsext", "winhttp", "wininet", "winmde", "winmm", "winmmbase", "winnls32", "winnsi",
    "winprint", "winrnr", "winscard", "winspool.drv", "winsta", "wintrust", "wintypes", "winusb",
    "wkscli", "wlanapi", "wlanui", "wldap32", "wldp", "wmasf", "wmi", "wmiclnt", "wmiutils", "wmp",
    "wmphoto", "wmvcore", "wofutil", "wow64", "wow64cpu", "wow64win", "wpc", "ws2_32", "wscapi",
    "wsdapi", "wshbth", "wshom.ocx", "wshtcpip", "wsmsvc", "wsnmp32", "wsock32", "wtsapi32",
    "wuapi", "wuaueng", "xaudio2_8", "xaudio2_9", "xinput1_4", "xinput9_1_0", "xinputuap",
    "xmllite", "xolehlp", "xpsprint", "xpsservices", "xpssvcs",
}};

// The value of Session Manager\\KnownDLLs in Windows 10 and 11, and what those need in turn: always
// taken from the system folder.
constexpr std::array<std::string_view, 39> known_dlls{{
    "advapi32", "bcryptprimitives", "clbcatq", "combase", "comdlg32", "coml2", "difxapi", "gdi32",
    "gdi32full", "gdiplus", "imagehlp", "imm32", "kernel32", "kernelbase", "msctf", "msvcp_win",
    "msvcrt", "normaliz", "nsi", "ntdll", "ole32", "oleaut32", "psapi", "rpcrt4", "sechost",
    "setupapi", "shcore", "shell32", "shlwapi", "ucrtbase", "user32", "win32u", "wldap32", "wow64",
    "wow64base", "wow64con", "wow64cpu", "wow64win", "ws2_32",
}};
// clang-format on

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view library) {
  auto name = lower(library_file(library));
  if (name.ends_with(".dll")) name.resize(name.size() - 4);
  return std::binary_search(names.begin(), names.end(), std::string_view(name));
}

}  // namespace

bool is_windows_library(std::string_view library) { return contains(windows_libraries, library); }

bool is_known_library(std::string_view library) { return contains(known_dlls, library); }

}  // namespace preflight::imports
