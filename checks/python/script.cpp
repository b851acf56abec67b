#include "checks/python/script.hpp"

namespace preflight::python {

// Nothing is imported that an embedded Python may lack. "path" without "" or the working
// directory: -c puts that first, while a program that is started by its file does not.
const char* const script = R"python(
import os, sys
out = os.dup(1)
os.dup2(2, 1)

def put(key, value):
    value = str(value)[:2000]
    try:
        data = os.fsencode(value)
    except Exception:
        data = value.encode('utf-8', 'replace')
    line = key + ' ' + ''.join('%02x' % byte for byte in bytearray(data[:4096])) + '\n'
    data = line.encode('ascii')
    while data:
        data = data[os.write(out, data):]

def tell_load_error(path):
    try:
        import _ctypes
        _ctypes.LoadLibrary(path, 0x1100)
    except OSError as error:
        put('load_error', getattr(error, 'winerror', 0) or 0)
    except Exception:
        pass

def tell(error):
    seen = []
    while error is not None and len(seen) < 8 and not any(error is one for one in seen):
        seen.append(error)
        put('raised', type(error).__name__)
        for kind in type(error).__mro__[:20]:
            put('kind', kind.__name__)
        try:
            put('message', error)
        except Exception:
            put('message', '')
        name = getattr(error, 'name', None)
        path = getattr(error, 'path', None)
        if isinstance(error, ImportError) and name:
            put('name', name)
        if isinstance(error, ImportError) and path:
            put('error_path', path)
            if os.name == 'nt' and not path.endswith('.py'):
                tell_load_error(path)
        frame = error.__traceback__
        last = None
        while frame is not None:
            if not frame.tb_frame.f_code.co_filename.startswith('<'):
                last = frame
            frame = frame.tb_next
        if last is not None:
            put('file', last.tb_frame.f_code.co_filename)
            put('line', last.tb_lineno)
        error = error.__cause__ or error.__context__

put('version', '.'.join(map(str, sys.version_info[:3])))
put('executable', sys.executable or '')
put('prefix', sys.prefix)
if sys.version_info >= (3, 4):
    import _imp
    put('implementation', sys.implementation.name)
    put('base_executable', getattr(sys, '_base_executable', None) or '')
    put('base_prefix', sys.base_prefix)
    put('abi_flags', getattr(sys, 'abiflags', ''))
    put('isolated', int(sys.flags.isolated))
    put('no_site', int(sys.flags.no_site))
    put('managed', int(os.path.exists(os.path.join(os.path.dirname(os.__file__),
                                                   'EXTERNALLY-MANAGED'))
                       and sys.prefix == sys.base_prefix))
    for suffix in _imp.extension_suffixes():
        put('suffix', suffix)
what = sys.argv[1]
if what != 'find' and sys.path and sys.path[0] in ('', os.getcwd()):
    del sys.path[0]
for path in sys.path:
    put('path', path)
put('begun', 1)
if what == 'import':
    name = sys.argv[2]
    try:
        __import__(name)
        put('found', getattr(sys.modules.get(name), '__file__', None) or '')
    except BaseException as error:
        tell(error)
elif what == 'find':
    site = sys.modules.get('site')
    put('user_site', getattr(site, 'USER_SITE', None) or '')
    try:
        import importlib.util
        spec = importlib.util.find_spec(sys.argv[2])
        if spec is not None:
            places = list(spec.submodule_search_locations or [])
            put('found', spec.origin or (places[0] if places else ''))
    except BaseException:
        pass
put('done', 1)
os._exit(0)
)python";

}  // namespace preflight::python
