# Python's unittest over the real program (tests/e2e) and the scripts (tests/scripts). Of the files
# below tests/e2e those named test_*_linux.py and test_*_windows.py are for one system only.

# add_e2e_test(<prefix> <file> <system> <tree> <suffix>)
function(add_e2e_test prefix file system tree suffix)
  get_filename_component(name ${file} NAME_WE)
  string(REGEX REPLACE "^test_" "" name ${name})
  add_test(NAME ${prefix}.${name} COMMAND ${PREFLIGHT_PYTHON} -B ${file})
  set_tests_properties(${prefix}.${name} PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77 ENVIRONMENT
    "PREFLIGHT_SYSTEM=${system};PREFLIGHT_PROGRAM=${tree}/preflight${suffix};PREFLIGHT_ACTOR=${tree}/preflight_actor${suffix};PREFLIGHT_WINEPREFIX=${CMAKE_BINARY_DIR}/wine")
endfunction()

if(NOT CMAKE_CROSSCOMPILING AND PREFLIGHT_PYTHON)
  file(GLOB e2e_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/e2e/test_*.py)
  foreach(file IN LISTS e2e_files)
    if(NOT file MATCHES "_windows\\.py$")
      add_e2e_test(e2e ${file} linux ${CMAKE_BINARY_DIR} "")
    endif()
    if(PREFLIGHT_WINE_TREE AND NOT file MATCHES "_linux\\.py$")
      add_e2e_test(windows.e2e ${file} windows ${PREFLIGHT_WINE_TREE} .exe)
    endif()
  endforeach()

  file(GLOB script_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/scripts/test_*.py)
  foreach(file IN LISTS script_files)
    get_filename_component(name ${file} NAME_WE)
    string(REGEX REPLACE "^test_" "" name ${name})
    add_test(NAME scripts.${name} COMMAND ${PREFLIGHT_PYTHON} -B ${file})
    set_tests_properties(scripts.${name} PROPERTIES TIMEOUT 120)
  endforeach()
endif()
