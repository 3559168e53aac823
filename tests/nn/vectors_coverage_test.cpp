// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "tests/support/test_files.h"

namespace transpine::testing {
namespace {

/// Which tests read which file of reference vectors.
const std::map<std::string, std::string>& covered_by() {
  static const std::map<std::string, std::string> files{
      {"nets_rcdd2d_saunet.json", "nn_vectors_test"},
      {"diffusion_rcdd2d.json", "nn_vectors_test"},
      {"metrics_images.json", "tests/evaluation"},
      {"statistics.json", "tests/evaluation"},
      {"rigid_registration.json", "tests/registration"},
      {"nifti_nibabel.json", "tests/image"}};
  return files;
}

/// What later work implements, and with it the tests of these files.
const std::map<std::string, std::string>& pending() {
  static const std::map<std::string, std::string> files{
      {"nets_rcdd3d.json", "3D UNet"},
      {"diffusion_rcdd3d.json", "3D diffusion"},
      {"nets_rcdd_base_unet.json", "Pix2Pix UNet of the paper"},
      {"nets_rcdd_cut_resnet_disc.json", "CUT networks of the paper"},
      {"nets_cut_p2p.json", "reference CUT and Pix2Pix networks"},
      {"nets_syndiff.json", "SynDiff networks"},
      {"elastic_deform.json", "elastic deformation"},
      {"losses_gan_syndiff_ema.json", "GAN and SynDiff losses (its EMA is tested)"}};
  return files;
}

std::vector<std::string> vector_files() {
  std::vector<std::string> names;
  if (vectors_folder().empty()) return names;
  for (const auto& entry : std::filesystem::directory_iterator(vectors_folder())) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class VectorsFile : public ::testing::TestWithParam<std::string> {};

TEST_P(VectorsFile, IsTestedOrListedAsPending) {
  const auto later = pending().find(GetParam());
  if (later != pending().end()) {
    GTEST_SKIP() << "pending: " << GetParam() << ": " << later->second;
  }
  EXPECT_EQ(covered_by().count(GetParam()), 1u) << GetParam() << " is read by no test";
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(VectorsFile);
INSTANTIATE_TEST_SUITE_P(Vectors, VectorsFile, ::testing::ValuesIn(vector_files()),
                         [](const auto& param_info) {
                           return std::filesystem::path(param_info.param).stem().string();
                         });

TEST(VectorsFolder, Exists) {
  TRANSPINE_REQUIRE_VECTORS();
  EXPECT_FALSE(vector_files().empty()) << vectors_folder();
}

}  // namespace
}  // namespace transpine::testing
