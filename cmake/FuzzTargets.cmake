# tests/fuzz/<decoder>_fuzz.cpp: an entry for libFuzzer (<decoder>_linux_fuzz.cpp: of a decoder that only
# Linux has). Each is built into two programs:
#   <decoder>_replay   runs the files of fixtures/corpus/<decoder> and what is left of each when it
#                      is cut off anywhere; a plain test on every system, no fuzzer needed
#   <decoder>_fuzz     libFuzzer, with PREFLIGHT_FUZZ (clang)
if(CMAKE_CROSSCOMPILING)
  return()  # decoders are the same on every system, and these are run where they are built
endif()
file(GLOB fuzz_entries CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp)
if(WIN32)
  list(FILTER fuzz_entries EXCLUDE REGEX "_linux_fuzz\\.cpp$")
endif()
add_custom_target(fuzzers)

foreach(entry IN LISTS fuzz_entries)
  get_filename_component(fuzzer ${entry} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" decoder ${fuzzer})
  set(corpus ${CMAKE_SOURCE_DIR}/fixtures/corpus/${decoder})

  add_library(${decoder}_entry OBJECT ${entry})
  target_link_libraries(${decoder}_entry PUBLIC preflight_cli preflight_test_options)

  add_executable(${decoder}_replay support/replay.cpp)
  target_link_libraries(${decoder}_replay PRIVATE ${decoder}_entry)
  add_test(NAME fuzz.${decoder} COMMAND ${decoder}_replay ${corpus})
  set_tests_properties(fuzz.${decoder} PROPERTIES TIMEOUT 120)

  if(PREFLIGHT_FUZZ)
    add_executable(${fuzzer})
    target_link_libraries(${fuzzer} PRIVATE ${decoder}_entry)
    target_link_options(${fuzzer} PRIVATE -fsanitize=fuzzer)
    set_target_properties(${fuzzer} PROPERTIES LINKER_LANGUAGE CXX)
    add_dependencies(fuzzers ${fuzzer})
  endif()
endforeach()
