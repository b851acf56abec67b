# How every target is compiled: standard, warnings, sanitizers, one self-contained program.
option(PREFLIGHT_WERROR "Warnings are errors" ON)
option(PREFLIGHT_STATIC "Link the programs so that they need nothing installed" ON)
set(PREFLIGHT_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, e.g. address,undefined")
option(PREFLIGHT_FUZZ "Build the libFuzzer programs (clang)" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

if(NOT MSVC)
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
  set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
endif()

add_library(preflight_options INTERFACE)
if(MSVC)
  target_compile_options(preflight_options INTERFACE /W4 /permissive- /utf-8)
  if(PREFLIGHT_WERROR)
    target_compile_options(preflight_options INTERFACE /WX)
  endif()
else()
  target_compile_options(preflight_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                                                     -ffunction-sections -fdata-sections)
  target_link_options(preflight_options INTERFACE -Wl,--gc-sections $<$<CONFIG:Release>:-s>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 sees an overlap in every `"text" + std::string(...)` (its bug 105651).
    target_compile_options(preflight_options INTERFACE -Wno-restrict)
  endif()
  if(PREFLIGHT_WERROR)
    target_compile_options(preflight_options INTERFACE -Werror)
  endif()
endif()
if(WIN32)
  target_compile_definitions(preflight_options INTERFACE UNICODE _UNICODE NOMINMAX
    WIN32_LEAN_AND_MEAN _WIN32_WINNT=0x0A00)
endif()
if(PREFLIGHT_FUZZ)
  # The libraries count their branches for the fuzzers, and still link into any other program.
  target_compile_options(preflight_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(preflight_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(PREFLIGHT_SANITIZE)
  target_compile_options(preflight_options INTERFACE -fsanitize=${PREFLIGHT_SANITIZE}
    -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  target_link_options(preflight_options INTERFACE -fsanitize=${PREFLIGHT_SANITIZE})
elseif(PREFLIGHT_STATIC AND NOT MSVC)
  # A dynamic libstdc++ costs more at start than all the work of `check` does.
  target_link_options(preflight_options INTERFACE -static)
  if(NOT WIN32)
    # Two mappings instead of four: a tenth of what a whole run takes.
    target_link_options(preflight_options INTERFACE -Wl,-z,noseparate-code)
  endif()
endif()
