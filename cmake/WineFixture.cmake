# Wine is started once for all tests that need it, and let go after the last. They run one at a time:
# the server of Wine 8 dies of a look at the table of all handles while another process begins, whose
# table is empty still (enum_handles in its server/handle.c counts to an unsigned -1).
if(PREFLIGHT_WINE_TREE)
  set(wine ${CMAKE_SOURCE_DIR}/tests/support/wine)
  add_test(NAME windows.wine-start COMMAND ${wine} start ${PREFLIGHT_WINE_TREE}/preflight_actor.exe)
  add_test(NAME windows.wine-stop COMMAND ${wine} stop)
  set_tests_properties(windows.wine-start PROPERTIES FIXTURES_SETUP wine TIMEOUT 300)
  set_tests_properties(windows.wine-stop PROPERTIES FIXTURES_CLEANUP wine)
  get_property(all_tests DIRECTORY PROPERTY TESTS)
  foreach(test IN LISTS all_tests)
    if(test MATCHES "^windows\\.")
      set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT
        PREFLIGHT_WINEPREFIX=${CMAKE_BINARY_DIR}/wine)
      if(NOT test MATCHES "^windows\\.wine-")
        set_property(TEST ${test} PROPERTY FIXTURES_REQUIRED wine)
        set_property(TEST ${test} PROPERTY RESOURCE_LOCK wine)
      endif()
    endif()
  endforeach()
endif()
