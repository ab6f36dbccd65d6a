# The fixtures for Windows, as a build of its own with the cross compiler, from the same `cmake --build`.
include(ExternalProject)

find_program(WINERROR87_MINGW x86_64-w64-mingw32-g++-posix)
if(NOT WINERROR87_MINGW)
  message(WARNING "MinGW-w64 was not found, so the Windows fixtures are not built and every Wine cell will be skipped. "
                  "Run ./ci/setup, or give -DWINERROR87_WINDOWS_FIXTURES=OFF to say that this is intended.")
  return()
endif()

ExternalProject_Add(windows_fixtures
  SOURCE_DIR "${PROJECT_SOURCE_DIR}"
  BINARY_DIR "${PROJECT_BINARY_DIR}/windows"
  PREFIX "${PROJECT_BINARY_DIR}/windows-project"
  CMAKE_ARGS
    "-DCMAKE_TOOLCHAIN_FILE=${PROJECT_SOURCE_DIR}/tools/cmake/mingw-w64.cmake"
    "-DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}"
    "-DCMAKE_RUNTIME_OUTPUT_DIRECTORY=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}"
    "-DWINERROR87_BOOST_INCLUDE=${WINERROR87_BOOST_INCLUDE}"
    "-DWINERROR87_WERROR=${WINERROR87_WERROR}"
  # One compiler beside the outer build's own: a nested ninja does not know of the outer one's jobs.
  BUILD_COMMAND "${CMAKE_COMMAND}" --build <BINARY_DIR> --parallel 2
  INSTALL_COMMAND ""
  BUILD_ALWAYS ON
  USES_TERMINAL_BUILD ON)
