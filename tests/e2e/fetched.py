"""Test input that others made and that is not kept here: a file of a package on the npm registry.
Fetched once into the build folder, known by the hash of the package."""

import hashlib
import io
import os
import pathlib
import tarfile
import urllib.error
import urllib.request

REGISTRY = "https://registry.npmjs.org"
FOLDER = pathlib.Path(os.environ.get("PREFLIGHT_WINEPREFIX", "build/wine")).parent / "fetched"


def member(package, version, sha256, name):
    """Path of file `name` of the package; None where the registry cannot be reached."""
    short = package.rpartition("/")[2]  # without the scope of "@scope/name"
    path = FOLDER / f"{short}-{version}-{pathlib.PurePosixPath(name).name}"
    if path.exists():
        return path
    try:
        url = f"{REGISTRY}/{package}/-/{short}-{version}.tgz"
        with urllib.request.urlopen(url, timeout=30) as answer:
            content = answer.read()
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return None
    digest = hashlib.sha256(content).hexdigest()
    assert digest == sha256, f"{url} is another one: {digest}"
    with tarfile.open(fileobj=io.BytesIO(content)) as files:
        file = files.extractfile(name).read()
    FOLDER.mkdir(exist_ok=True, parents=True)
    part = FOLDER / f"{path.name}.{os.getpid()}"
    part.write_bytes(file)
    part.rename(path)  # whole, whoever else does the same
    return path
