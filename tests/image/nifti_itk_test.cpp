// SPDX-License-Identifier: Apache-2.0
// That grids without qform and sform are read as ITK reads them, and others too.
#include <gtest/gtest.h>
#include <itkNiftiImageIO.h>

#include <filesystem>
#include <optional>

#include "core/image/nifti_io.h"
#include "tests/support/itk_grid.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

/// The grid as ITK's reader has it; absent where ITK refuses the file.
std::optional<Grid> itk_grid(const fs::path& path) {
  const auto io = itk::NiftiImageIO::New();
  io->SetFileName(path.string());
  try {
    io->ReadImageInformation();
  } catch (const itk::ExceptionObject&) {
    return std::nullopt;
  }
  if (io->GetNumberOfDimensions() != 3) return std::nullopt;
  return testing::itk_grid(*io);
}

TEST(NiftiLikeItk, HeadersWithoutAnyForm) {
  TRANSPINE_REQUIRE_DATA();
  for (const char* name : {"be_u8_noform.nii", "pair_be_noform.hdr"}) {
    SCOPED_TRACE(name);
    const fs::path path = testing::data_folder() / "awkward" / "nifti" / name;
    const auto ours = read_nifti_info(path);
    ASSERT_TRUE(ours.ok()) << ours.error().message();
    ASSERT_EQ(ours->forms.qform_code + ours->forms.sform_code, 0);
    const auto expected = itk_grid(path);
    ASSERT_TRUE(expected);
    EXPECT_THAT(ours->grid, testing::GridEq(*expected, 1e-6));
    EXPECT_EQ(ours->grid.orientation(), "LPS");
    ASSERT_FALSE(ours->warnings.empty());
    EXPECT_NE(ours->warnings[0].find("as ITK does"), std::string::npos);
  }
}

}  // namespace
}  // namespace transpine
