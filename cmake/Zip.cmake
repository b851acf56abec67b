# preflight_zip: zlib and its minizip, for the cases of `preflight bundle`. vcpkg has a package of both,
# Debian a static library of each; for the Windows program the stage has minizip's source. Not fetched,
# since minizip is not built by zlib's CMake.
add_library(preflight_zip INTERFACE)
if(PREFLIGHT_STAGE)
  find_library(zlib_library NAMES libz.a REQUIRED)
  find_path(minizip_stage minizip/unzip.c PATHS ${PREFLIGHT_STAGE} NO_DEFAULT_PATH
            NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  add_library(staged_minizip STATIC ${minizip_stage}/minizip/ioapi.c ${minizip_stage}/minizip/zip.c
                                    ${minizip_stage}/minizip/unzip.c)
  # <minizip/zip.h>, as it is called where it is installed.
  target_include_directories(staged_minizip SYSTEM PUBLIC ${minizip_stage})
  # Neither encryption nor files beyond memory.
  target_compile_definitions(staged_minizip PRIVATE NOCRYPT NOUNCRYPT)
  target_link_libraries(preflight_zip INTERFACE staged_minizip ${zlib_library})
else()
  find_package(unofficial-minizip QUIET CONFIG)
  if(unofficial-minizip_FOUND)
    target_link_libraries(preflight_zip INTERFACE unofficial::minizip::minizip)
  else()
    set(usual_suffixes ${CMAKE_FIND_LIBRARY_SUFFIXES})
    if(PREFLIGHT_STATIC AND NOT MSVC)
      set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
    endif()
    find_path(minizip_headers minizip/unzip.h)
    find_library(minizip_library NAMES minizip)
    find_library(zlib_library NAMES z zlib)
    set(CMAKE_FIND_LIBRARY_SUFFIXES ${usual_suffixes})
    if(NOT minizip_headers OR NOT minizip_library OR NOT zlib_library)
      message(FATAL_ERROR "zlib and minizip are needed: zlib1g-dev and libminizip-dev on Debian")
    endif()
    target_include_directories(preflight_zip SYSTEM INTERFACE ${minizip_headers})
    target_link_libraries(preflight_zip INTERFACE ${minizip_library} ${zlib_library})
  endif()
endif()
