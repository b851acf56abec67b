# Where the libraries come from. A package that is installed is taken (Debian, vcpkg), else the very
# same version is fetched, pinned by commit. On a MinGW build PREFLIGHT_STAGE names the folder that
# scripts/stage-windows filled.
set(PREFLIGHT_STAGE "" CACHE PATH "Staged headers and sources for a cross build")
find_package(Threads REQUIRED)

add_library(preflight_sqlite INTERFACE)
add_library(preflight_xml INTERFACE)
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
  find_or_fetch(pugixml)
  if(BUILD_TESTING)
    find_or_fetch(Catch2)
  endif()
  set(CMAKE_FIND_LIBRARY_SUFFIXES ${usual_suffixes})
  target_link_libraries(preflight_sqlite INTERFACE SQLiteCpp)
  # Debian and vcpkg have a static library beside the shared one; pugixml::pugixml may be the latter.
  if(TARGET pugixml::static)
    target_link_libraries(preflight_xml INTERFACE pugixml::static)
  else()
    target_link_libraries(preflight_xml INTERFACE pugixml::pugixml)
  endif()
endif()

include(Zip)

# fmt: its static library where there is one. Debian has a shared one, and the stage headers only:
# fmt 9 is then built as cmake/fmt_library.cpp tells, any other version used by its headers.
add_library(preflight_fmt INTERFACE)
set(fmt_type HEADERS)
if(TARGET fmt::fmt)
  get_target_property(fmt_type fmt::fmt TYPE)
endif()
if(fmt_type STREQUAL "STATIC_LIBRARY")
  target_link_libraries(preflight_fmt INTERFACE fmt::fmt)
else()
  get_target_property(fmt_headers fmt::fmt-header-only INTERFACE_INCLUDE_DIRECTORIES)
  file(STRINGS "${fmt_headers}/fmt/core.h" fmt_version REGEX "define FMT_VERSION 9")
  if(fmt_version)
    add_library(fmt_library STATIC ${CMAKE_SOURCE_DIR}/cmake/fmt_library.cpp)
    target_include_directories(fmt_library SYSTEM PUBLIC ${fmt_headers})
    target_link_libraries(preflight_fmt INTERFACE fmt_library)
  else()
    target_link_libraries(preflight_fmt INTERFACE fmt::fmt-header-only)
  endif()
endif()

# What the room url needs. Windows has WinHTTP, which is loaded when it is used. Neither Boost nor
# OpenSSL is fetched: the one is a hundred repositories, the other is not built by CMake.
add_library(preflight_http INTERFACE)
if(NOT WIN32)
  find_package(Boost 1.70 QUIET)
  set(OPENSSL_USE_STATIC_LIBS ${PREFLIGHT_STATIC})
  find_package(OpenSSL 3.0 QUIET)
  if(NOT Boost_FOUND OR NOT OPENSSL_FOUND)
    message(FATAL_ERROR "Boost's headers (1.70 or later) and OpenSSL (3.0 or later) are "
      "needed: libboost-dev and libssl-dev on Debian")
  endif()
  target_link_libraries(preflight_http INTERFACE Boost::headers OpenSSL::SSL)
  if(PREFLIGHT_STATIC AND NOT PREFLIGHT_SANITIZE)
    add_library(closed_calls OBJECT ${CMAKE_SOURCE_DIR}/cmake/closed_calls.c)
    target_compile_options(closed_calls PRIVATE -ffunction-sections)
    target_link_libraries(preflight_system INTERFACE $<TARGET_OBJECTS:closed_calls>)
    target_link_options(preflight_system INTERFACE LINKER:--wrap=getaddrinfo
      LINKER:--wrap=gethostbyname LINKER:--wrap=dlopen LINKER:--wrap=OPENSSL_cpuid_setup)
    set_source_files_properties(${CMAKE_SOURCE_DIR}/checks/url/openssl_linux.cpp PROPERTIES
      COMPILE_DEFINITIONS PREFLIGHT_STATIC_OPENSSL)
  endif()
endif()

if(WIN32)
  target_link_libraries(preflight_system INTERFACE ws2_32 iphlpapi advapi32 ntdll)
endif()
