# room_sources(<variable> <folder>): the sources below <folder> that belong to this system.
# Tests stand beside what they test; a file for the other system is left out by its suffix.
function(room_sources variable folder)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  set(other windows)
  if(WIN32)
    set(other linux)
  endif()
  list(FILTER found EXCLUDE REGEX "_${other}\\.cpp$")
  list(FILTER found EXCLUDE REGEX "_test\\.cpp$")
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

# test_sources(<variable> <system> <folder>...): likewise, the files of Catch2 tests that belong to
# `system` ("linux" or "windows", which need not be the one that is built for).
function(test_sources variable system)
  set(all)
  foreach(folder IN LISTS ARGN)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*_test.cpp)
    list(APPEND all ${found})
  endforeach()
  set(other windows)
  if(system STREQUAL "windows")
    set(other linux)
  endif()
  list(FILTER all EXCLUDE REGEX "_${other}_test\\.cpp$")
  set(${variable} ${all} PARENT_SCOPE)
endfunction()
