"""What others made and is not kept here: packages of the npm registry, known by their hashes, and of
Debian, which apt vouches for. Fetched once into the build folder, used from there and not installed:
some would start a service."""

import hashlib
import io
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import urllib.error
import urllib.request

REGISTRY = "https://registry.npmjs.org"
FOLDER = pathlib.Path(os.environ.get("PREFLIGHT_WINEPREFIX", "build/wine")).parent / "fetched"


def download(package, version, sha256):
    """The archive of the package; None where the registry cannot be reached."""
    short = package.rpartition("/")[2]  # without the scope of "@scope/name"
    try:
        url = f"{REGISTRY}/{package}/-/{short}-{version}.tgz"
        with urllib.request.urlopen(url, timeout=30) as answer:
            content = answer.read()
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return None
    digest = hashlib.sha256(content).hexdigest()
    assert digest == sha256, f"{url} is another one: {digest}"
    return content


def member(package, version, sha256, name):
    """Path of file `name` of the package; None where the registry cannot be reached."""
    short = package.rpartition("/")[2]
    path = FOLDER / f"{short}-{version}-{pathlib.PurePosixPath(name).name}"
    if path.exists():
        return path
    content = download(package, version, sha256)
    if content is None:
        return None
    with tarfile.open(fileobj=io.BytesIO(content)) as files:
        file = files.extractfile(name).read()
    FOLDER.mkdir(exist_ok=True, parents=True)
    part = FOLDER / f"{path.name}.{os.getpid()}"
    part.write_bytes(file)
    part.rename(path)  # whole, whoever else does the same
    return path


def unpacked(name, unpack):
    """Folder `name` with what `unpack` puts into an empty one; None where that answers False."""
    folder = FOLDER.absolute() / name
    if folder.exists():
        return folder
    FOLDER.mkdir(exist_ok=True, parents=True)
    part = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}.", dir=FOLDER.absolute()))
    try:
        if not unpack(part):
            return None
        try:
            part.rename(folder)
        except OSError:  # somebody else was quicker
            assert folder.exists()
        return folder
    finally:
        shutil.rmtree(part, ignore_errors=True)


def package(name, version, sha256):
    """Folder with all files of the package on npm; None where the registry cannot be reached."""

    def unpack(folder):
        content = download(name, version, sha256)
        if content is None:
            return False
        with tarfile.open(fileobj=io.BytesIO(content)) as files:
            for entry in files:
                if not entry.isfile():
                    continue
                # Every name begins with the folder of the package.
                path = folder / pathlib.PurePosixPath(*pathlib.PurePosixPath(entry.name).parts[1:])
                assert path.resolve().is_relative_to(folder.resolve()), entry.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(files.extractfile(entry).read())
                path.chmod(0o755)  # npm keeps no modes
        return True

    return unpacked(f"{name.rpartition('/')[2]}-{version}", unpack)


def debian(name):
    """Folder with the files of a Debian package, which is not installed; None where apt has none."""

    def unpack(folder):
        if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
            return False
        if subprocess.run(["apt-get", "download", "--quiet", name], cwd=folder, timeout=300,
                          capture_output=True).returncode != 0:
            return False
        (archive,) = folder.glob("*.deb")
        subprocess.run(["dpkg-deb", "--extract", archive, folder], check=True, timeout=60)
        archive.unlink()
        return True

    return unpacked(f"debian-{name}", unpack)
