# SPDX-License-Identifier: Apache-2.0
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)

# Debian 12 ships LibTorch without its optional tools; upstream builds come through CMAKE_PREFIX_PATH.
# Those with CUDA enable the language; we compile none of it, so any standard and architecture do,
# and no GPU is looked for.
set(CMAKE_CUDA_STANDARD 17)
if(NOT DEFINED TORCH_CUDA_ARCH_LIST AND NOT DEFINED ENV{TORCH_CUDA_ARCH_LIST})
  set(TORCH_CUDA_ARCH_LIST 8.0)
endif()
# CUDA from 12.9 has no libnvToolsExt, which LibTorch up to 2.7 names without need.
find_package(CUDAToolkit QUIET)
if(CUDAToolkit_FOUND AND NOT TARGET CUDA::nvToolsExt)
  add_library(CUDA::nvToolsExt INTERFACE IMPORTED)
endif()
find_package(Torch REQUIRED)
add_library(transpine_torch INTERFACE)
target_include_directories(transpine_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(transpine_torch INTERFACE ${TORCH_LIBRARIES} Threads::Threads)

if(NOT TRANSPINE_NN_ONLY)
  find_package(Eigen3 3.4 REQUIRED NO_MODULE)
  find_package(ZLIB REQUIRED)
  find_package(PNG REQUIRED)
  find_package(Boost 1.74 REQUIRED)  # Headers only: distributions.
  find_library(XXHASH_LIBRARY xxhash REQUIRED)
  find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
  add_library(transpine_xxhash INTERFACE)
  target_include_directories(transpine_xxhash SYSTEM INTERFACE ${XXHASH_INCLUDE_DIR})
  target_link_libraries(transpine_xxhash INTERFACE ${XXHASH_LIBRARY})
  if(TRANSPINE_GUI)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets OpenGL Test LinguistTools)
    find_package(VTK 9.1 REQUIRED COMPONENTS
      CommonCore CommonDataModel CommonExecutionModel CommonTransforms FiltersCore FiltersGeneral
      FiltersGeometry FiltersSources ImagingCore ImagingGeneral RenderingCore RenderingOpenGL2
      RenderingFreeType RenderingImage RenderingVolume RenderingVolumeOpenGL2 RenderingAnnotation
      InteractionStyle IOGeometry IOPLY IOXML)
    # Readers are for tests alone.
    list(REMOVE_ITEM VTK_LIBRARIES VTK::IOGeometry VTK::IOPLY VTK::IOXML)
    # ITK 5.4 overwrites VTK_LIBRARIES when it is found.
    set(TRANSPINE_VTK_LIBRARIES ${VTK_LIBRARIES})
  endif()
  find_package(ITK 5.2 REQUIRED COMPONENTS
    ITKCommon ITKIOImageBase ITKIOGDCM ITKImageFunction ITKImageGrid ITKTransform ITKIOTransformBase
    ITKIOTransformHDF5 ITKIOTransformInsightLegacy)
  add_library(transpine_itk INTERFACE)
  target_include_directories(transpine_itk SYSTEM INTERFACE ${ITK_INCLUDE_DIRS})
  target_link_libraries(transpine_itk INTERFACE ${ITK_LIBRARIES})
  target_compile_definitions(transpine_itk INTERFACE ITK_NO_IO_FACTORY_REGISTER_MANAGER)
endif()

if(TRANSPINE_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()
if(TRANSPINE_BENCH AND NOT TRANSPINE_NN_ONLY)
  find_package(benchmark REQUIRED)
endif()
