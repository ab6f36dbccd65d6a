# Language, output folders and warnings for everything built here.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# The default build type, for the way from a bare machine to a result: most of that is the compiler's time, so nothing is
# optimised but what every byte of a subject goes through (winerror87_optimised). Assertions stay on.
set(CMAKE_CXX_FLAGS_QUICK "-O0" CACHE STRING "Flags of the build type Quick")
function(winerror87_optimised target)
  target_compile_options(${target} PRIVATE "$<$<CONFIG:Quick>:-O1>")
endfunction()
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE "Quick" CACHE STRING "" FORCE)
endif()
# The files of a target compiled as one: each would read the same headers of Boost again, which takes most of the time.
# The preset asan compiles them one by one, which shows a header that is missing.
option(WINERROR87_UNITY "Compile the files of each library as one" ON)
function(winerror87_as_one_file target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${WINERROR87_UNITY} UNITY_BUILD_BATCH_SIZE 0)
endfunction()
if(UNIX)
  # A program loads only the libraries that it uses: each one costs every start.
  add_link_options(-Wl,--as-needed)
endif()

# The program finds its guard and the fixtures beside itself, so all of them share one folder.
if(NOT CMAKE_RUNTIME_OUTPUT_DIRECTORY)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
endif()
set(WINERROR87_FIXTURE_DIR "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/fixtures")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

find_package(Threads REQUIRED)

add_library(winerror87_warnings INTERFACE)
if(MSVC)
  target_compile_options(winerror87_warnings INTERFACE /W4 /utf-8 $<$<BOOL:${WINERROR87_WERROR}>:/WX>)
else()
  target_compile_options(winerror87_warnings INTERFACE
    -Wall -Wextra -pedantic -Wshadow -Wnon-virtual-dtor $<$<BOOL:${WINERROR87_WERROR}>:-Werror>)
endif()

# The target `programs`: all programs except the tests and what only they need, for who wants to run and not to test.
function(winerror87_executables folder result)
  get_directory_property(targets DIRECTORY "${folder}" BUILDSYSTEM_TARGETS)
  get_directory_property(subfolders DIRECTORY "${folder}" SUBDIRECTORIES)
  set(found)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    get_target_property(libraries ${target} LINK_LIBRARIES)
    get_target_property(apart ${target} EXCLUDE_FROM_ALL)
    if(type STREQUAL "EXECUTABLE" AND NOT apart AND NOT libraries MATCHES "gtest|_tests")
      list(APPEND found ${target})
    endif()
  endforeach()
  foreach(subfolder IN LISTS subfolders)
    winerror87_executables("${subfolder}" more)
    list(APPEND found ${more})
  endforeach()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

function(winerror87_add_programs)
  winerror87_executables("${PROJECT_SOURCE_DIR}" executables)
  add_custom_target(programs DEPENDS ${executables})
  if(TARGET windows_fixtures)
    add_dependencies(programs windows_fixtures)
  endif()
endfunction()
# When all targets are known.
cmake_language(DEFER CALL winerror87_add_programs)
