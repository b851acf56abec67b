# Where the libraries come from. A package that is installed is taken (Debian, vcpkg); on a MinGW
# build PREFLIGHT_STAGE names the folder that scripts/stage-windows filled.
set(PREFLIGHT_STAGE "" CACHE PATH "Staged headers and sources for a cross build")
find_package(Threads REQUIRED)

add_library(preflight_sqlite INTERFACE)
add_library(preflight_system INTERFACE)
target_link_libraries(preflight_system INTERFACE Threads::Threads)

if(PREFLIGHT_STAGE)
  include(StagedDependencies)
else()
  find_package(nlohmann_json REQUIRED)
  find_package(fmt REQUIRED)
  find_package(CLI11 REQUIRED)
  find_package(SQLiteCpp REQUIRED)
  find_package(SQLite3 REQUIRED)
  target_link_libraries(preflight_sqlite INTERFACE SQLiteCpp)
endif()

if(WIN32)
  target_link_libraries(preflight_system INTERFACE ws2_32 iphlpapi advapi32 ntdll)
endif()
