# Where the libraries come from. A package that is installed is taken (Debian, vcpkg), else the very
# same version is fetched, pinned by commit. On a MinGW build PREFLIGHT_STAGE names the folder that
# scripts/stage-windows filled.
set(PREFLIGHT_STAGE "" CACHE PATH "Staged headers and sources for a cross build")
find_package(Threads REQUIRED)

add_library(preflight_sqlite INTERFACE)
add_library(preflight_system INTERFACE)
target_link_libraries(preflight_system INTERFACE Threads::Threads)

if(PREFLIGHT_STAGE)
  include(StagedDependencies)
else()
  include(FetchedDependencies)
  set(usual_suffixes ${CMAKE_FIND_LIBRARY_SUFFIXES})
  if(PREFLIGHT_STATIC AND NOT WIN32)
    # FindSQLite3 would else give the shared library, which cannot go into a static program.
    set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  endif()
  find_or_fetch(nlohmann_json)
  find_or_fetch(fmt)
  find_or_fetch(CLI11)
  find_or_fetch(SQLiteCpp)
  if(BUILD_TESTING)
    find_or_fetch(Catch2)
  endif()
  set(CMAKE_FIND_LIBRARY_SUFFIXES ${usual_suffixes})
  target_link_libraries(preflight_sqlite INTERFACE SQLiteCpp)
endif()

# fmt 9 is built once, as cmake/fmt_library.cpp tells; any other version is used by its headers.
get_target_property(fmt_headers fmt::fmt-header-only INTERFACE_INCLUDE_DIRECTORIES)
find_file(fmt_core fmt/core.h PATHS ${fmt_headers} NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
file(STRINGS "${fmt_core}" fmt_version REGEX "define FMT_VERSION 9")
if(fmt_version)
  add_library(preflight_fmt STATIC ${CMAKE_SOURCE_DIR}/cmake/fmt_library.cpp)
  target_include_directories(preflight_fmt SYSTEM PUBLIC ${fmt_headers})
else()
  add_library(preflight_fmt INTERFACE)
  target_link_libraries(preflight_fmt INTERFACE fmt::fmt-header-only)
endif()

if(WIN32)
  target_link_libraries(preflight_system INTERFACE ws2_32 iphlpapi advapi32 ntdll)
endif()
