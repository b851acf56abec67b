# One CTest test per file of Catch2 tests, so that `ctest -j` runs them side by side. Catch gives each
# file its name as a tag, so the test program need not run before the tests are known, which it could
# not when it is cross-compiled. Files of one name in several rooms ("judge_test") share their tag, and
# so they share a test.

# add_unit_tests(<prefix> <program> <files> [<runner>...])
function(add_unit_tests prefix program files)
  set(tags)
  foreach(file IN LISTS files)
    get_filename_component(tag ${file} NAME_WE)
    list(APPEND tags ${tag})
    file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${file})
    string(REGEX REPLACE "\\.cpp$" "" path ${path})
    if(DEFINED name_of_${tag})
      set(name_of_${tag} ${tag})
    else()
      set(name_of_${tag} ${path})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES tags)
  foreach(tag IN LISTS tags)
    set(name ${prefix}.${name_of_${tag}})
    add_test(NAME ${name} COMMAND ${ARGN} ${program} --filenames-as-tags --warn NoTests "[#${tag}]")
    set_tests_properties(${name} PROPERTIES TIMEOUT 120)
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
