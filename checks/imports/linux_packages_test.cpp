#include "checks/imports/linux_packages.hpp"

#include "tests/support/catch.hpp"

namespace preflight::imports {

TEST_CASE("a library of Debian has a package by its name") {
  const auto is = [](std::string_view library, std::string_view package) {
    INFO(library);
    CHECK(debian_package(library) == package);
  };
  is("libssl.so.3", "libssl3");
  is("libssl.so.1.1", "libssl1.1");
  is("libcrypto.so.1.1", "libssl1.1");
  is("libssl3.so", "libnss3");
  is("libicuuc.so.72", "libicu72");
  is("libgcc_s.so.1", "libgcc-s1");
  is("libstdc++.so.6", "libstdc++6");
  is("libpython3.11.so.1.0", "libpython3.11");
  is("libX11.so.6", "libx11-6");
  is("libgtk-3.so.0", "libgtk-3-0");
  is("libgobject-2.0.so.0", "libglib2.0-0");
  is("libm.so.6", "libc6");
  is("libodbc.so", "libodbc");
  is("plugin.so", "");
  is("lib.so", "");
  is("", "");
}

TEST_CASE("the list of a package has a file, or another whose name is longer") {
  constexpr std::string_view list = "/.\n/usr\n/usr/lib/libfoo.so.1\n/usr/lib/libbar.so.1.2\n";
  const std::set<std::string, std::less<>> names{"libfoo.so.1", "libbar.so.1", "foo.so.1", "usr"};
  CHECK(listed_files(list, names) == std::vector<std::string>{"libfoo.so.1"});
  CHECK(listed_files("/libfoo.so.1", names).size() == 1);
  CHECK(listed_files("libfoo.so.1", names).size() == 1);
  CHECK(listed_files("", names).empty());
  CHECK(package_of_list("/var/lib/dpkg/info/libc6:amd64.list") == "libc6");
  CHECK(package_of_list("/var/lib/dpkg/info/bash.list") == "bash");
  CHECK(package_of_list("/var/lib/dpkg/info/bash.postinst").empty());
}

TEST_CASE("the command to install is that of the system's own packages") {
  const auto command = [](const LinuxPackages& packages, bool is_64_bit = true) {
    return remedy_for_so("libfoo.so.1", is_64_bit, packages).command.value_or("none");
  };
  CHECK(command({}) == "none");
  CHECK(command({Packaging::dpkg, {}}) == "apt-get install libfoo1");
  CHECK(command({Packaging::dpkg, {{"libfoo.so.1", "libfoo1a"}}}) ==
        "apt-get install --reinstall libfoo1a");
  CHECK(command({Packaging::rpm, {}}) == "dnf install 'libfoo.so.1()(64bit)'");
  CHECK(command({Packaging::rpm, {}}, false) == "dnf install 'libfoo.so.1'");
  CHECK(command({Packaging::apk, {}}) == "apk add so:libfoo.so.1");
  const auto plugin = remedy_for_so("plugin.so", true, {Packaging::dpkg, {}});
  CHECK_FALSE(plugin.command.has_value());
  const auto hostile = remedy_for_so("lib'$(reboot)'.so.1", true, {Packaging::rpm, {}});
  CHECK_FALSE(hostile.command.has_value());
}

}  // namespace preflight::imports
