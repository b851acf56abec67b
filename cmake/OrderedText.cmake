# order_text(<target>): lays the code that a clear way runs through side by side (hot_text.ld), so that
# it takes a third fewer page faults to start. GNU ld has no option for that: its own script is taken,
# with the list before all other code.
function(order_text target)
  if(WIN32 OR NOT PREFLIGHT_STATIC OR PREFLIGHT_SANITIZE OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    return()
  endif()
  execute_process(COMMAND ${CMAKE_LINKER} -static -z noseparate-code --verbose
                  OUTPUT_VARIABLE said ERROR_QUIET)
  set(first "*(.text.unlikely .text.*_unlikely .text.unlikely.*)")
  string(FIND "${said}" "/* Script for" begin)
  string(FIND "${said}" "${first}" before)
  string(FIND "${said}" "==================================================" end REVERSE)
  if(begin LESS 0 OR before LESS begin OR end LESS before)
    message(STATUS "this linker has no script that is known here: its own order of the code is kept")
    return()
  endif()
  math(EXPR length "${end} - ${begin}")
  string(SUBSTRING "${said}" ${begin} ${length} script)
  set(list ${CMAKE_SOURCE_DIR}/cmake/hot_text.ld)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list})
  file(READ ${list} order)
  # Not by INCLUDE, which takes no path with a blank in it.
  string(REPLACE "${first}" "${order}\n    ${first}" script "${script}")
  set(file ${CMAKE_BINARY_DIR}/ordered_text.ld)
  file(CONFIGURE OUTPUT ${file} CONTENT "${script}" @ONLY)
  target_link_options(${target} PRIVATE "SHELL:-T \"${file}\"")
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${file})
endfunction()
