# One CTest test per file of Catch2 tests, so that `ctest -j` runs them side by side. Catch gives each
# file its name as a tag, so the test program need not run before the tests are known, which it could
# not when it is cross-compiled.

# add_unit_tests(<prefix> <program> <files> [<runner>...])
function(add_unit_tests prefix program files)
  foreach(file IN LISTS files)
    file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR} ${file})
    string(REGEX REPLACE "\\.cpp$" "" name ${name})
    get_filename_component(tag ${file} NAME_WE)
    add_test(NAME ${prefix}.${name}
             COMMAND ${ARGN} ${program} --filenames-as-tags --warn NoTests "[#${tag}]")
    set_tests_properties(${prefix}.${name} PROPERTIES TIMEOUT 120)
  endforeach()
endfunction()

if(NOT CMAKE_CROSSCOMPILING)
  add_unit_tests(unit $<TARGET_FILE:preflight_tests> "${unit_tests}")
endif()

if(PREFLIGHT_WINE_TREE)
  test_sources(windows_tests windows report checks cli tests)
  set(wine ${CMAKE_SOURCE_DIR}/tests/support/wine)
  add_unit_tests(windows.unit ${PREFLIGHT_WINE_TREE}/preflight_tests.exe "${windows_tests}"
    ${wine} run)
endif()
