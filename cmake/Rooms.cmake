# by_room(<target>): with PREFLIGHT_UNITY the sources of one folder are compiled as one, so that each
# header is read once a room; a whole build takes a third of the time. Names in unnamed namespaces are
# unique within a room for it. While one file is worked on, OFF is quicker, and shows that each file
# includes what it uses; a file with options of its own is compiled alone all the same.
option(PREFLIGHT_UNITY "Compile the sources of one folder as one" OFF)

function(by_room target)
  if(NOT PREFLIGHT_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    get_filename_component(file ${source} ABSOLUTE)
    file(RELATIVE_PATH room ${CMAKE_SOURCE_DIR} ${file})
    get_filename_component(room ${room} DIRECTORY)
    string(REPLACE "/" "_" room ${room})
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${room})
  endforeach()
endfunction()
