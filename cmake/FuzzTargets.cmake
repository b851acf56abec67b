# tests/fuzz/<decoder>_fuzz.cpp: a target for libFuzzer (<decoder>_linux_fuzz.cpp: of a decoder that only
# Linux has). Two programs have all of them (tests/fuzz/target.hpp):
#   preflight_replay   runs the files of fixtures/corpus/<decoder> and what is left of each when it
#                      is cut off anywhere; a plain test on every system, no fuzzer needed
#   preflight_fuzz     libFuzzer, with PREFLIGHT_FUZZ (clang)
if(CMAKE_CROSSCOMPILING)
  return()  # decoders are the same on every system, and these are run where they are built
endif()
file(GLOB fuzz_entries CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp)
if(WIN32)
  list(FILTER fuzz_entries EXCLUDE REGEX "_linux_fuzz\\.cpp$")
endif()

add_library(preflight_fuzz_targets OBJECT ${fuzz_entries})
target_link_libraries(preflight_fuzz_targets PUBLIC preflight_cli preflight_test_options)
by_room(preflight_fuzz_targets)
add_executable(preflight_replay support/replay.cpp)
target_link_libraries(preflight_replay PRIVATE preflight_fuzz_targets)
if(PREFLIGHT_FUZZ)
  add_executable(preflight_fuzz support/fuzz.cpp)
  target_link_libraries(preflight_fuzz PRIVATE preflight_fuzz_targets)
  target_link_options(preflight_fuzz PRIVATE -fsanitize=fuzzer)
endif()

foreach(entry IN LISTS fuzz_entries)
  get_filename_component(decoder ${entry} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" decoder ${decoder})
  add_test(NAME fuzz.${decoder}
           COMMAND preflight_replay ${decoder} ${CMAKE_SOURCE_DIR}/fixtures/corpus/${decoder})
  set_tests_properties(fuzz.${decoder} PROPERTIES TIMEOUT 120)
endforeach()
