// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>

#include "tests/support/test_files.h"

namespace transpine::testing {
namespace {

std::set<std::string> network_keys() {
  return {"set", "formulas", "self_check", "sampling", "float64", "trace", "networks"};
}

/// What the tests read of each file: its top-level keys, texts about the vectors included.
const std::map<std::string, std::set<std::string>>& keys_read() {
  static const std::map<std::string, std::set<std::string>> files{
      {"nets_rcdd2d_saunet.json", network_keys()},
      {"nets_rcdd3d.json", network_keys()},
      {"nets_rcdd_base_unet.json", network_keys()},
      {"nets_rcdd_cut_resnet_disc.json", network_keys()},
      {"nets_cut_p2p.json", network_keys()},
      {"nets_syndiff.json", network_keys()},
      {"diffusion_rcdd2d.json",
       {"set", "provenance", "formulas", "schedule_cosine", "schedule_linear", "ddim_sequences",
        "ddim_coefficients", "ddim_runs", "ddpm_single_step", "training_loss"}},
      // A defect of the reference with batches of two; there is none to follow.
      {"diffusion_rcdd3d.json", {"set", "provenance", "formulas", "runs", "batch2"}},
      {"losses_gan_syndiff_ema.json",
       {"set", "formulas", "self_check", "ema", "patchnce", "patchsamplef", "gan_losses",
        "rcdd_cut_training_steps", "lr_lambda", "syndiff"}},
      {"elastic_deform.json",
       {"set", "provenance", "volume", "labels", "displacement", "sampling", "cases",
        // SciPy's own dense field: what the cases were checked with.
        "dense_displacement_scipy"}},
      {"metrics_images.json", {"set", "provenance", "images", "masks", "masks_info", "cases"}},
      {"statistics.json",
       {"set", "s", "provenance", "vectors", "pairs", "adjust", "distributions"}},
      {"rigid_registration.json",
       {"set", "provenance", "convention", "s", "noise", "rotation", "cases"}},
      {"nifti_nibabel.json", {"provenance", "conventions", "files", "samples16"}}};
  return files;
}

/// The parts of a file that no test reads; the whole file where none reads any.
std::vector<std::string> unread_in(const std::string& file) {
  const auto read = keys_read().find(file);
  if (read == keys_read().end()) return {"all of it"};
  std::vector<std::string> unread;
  const nlohmann::json vectors = read_vectors(file);
  for (const auto& [key, value] : vectors.items()) {
    // Schedules of any length are read by their key.
    if (key.starts_with("note") || key.starts_with("schedule_cosine_T")) continue;
    if (!read->second.contains(key)) unread.push_back(key);
  }
  return unread;
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

// New vectors are pending until a test reads them: visible, never passed over.
TEST_P(VectorsFile, IsTestedOrListedAsPending) {
  std::string names;
  for (const std::string& name : unread_in(GetParam())) names += (names.empty() ? "" : ", ") + name;
  if (!names.empty()) GTEST_SKIP() << "pending: " << GetParam() << ": " << names;
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(VectorsFile);
INSTANTIATE_TEST_SUITE_P(Vectors, VectorsFile, ::testing::ValuesIn(vector_files()),
                         [](const auto& param_info) {
                           std::string name =
                               std::filesystem::path(param_info.param).stem().string();
                           std::replace_if(
                               name.begin(), name.end(),
                               [](unsigned char c) { return !std::isalnum(c) && c != '_'; }, '_');
                           return name;
                         });

TEST(VectorsFolder, Exists) {
  TRANSPINE_REQUIRE_VECTORS();
  EXPECT_FALSE(vector_files().empty()) << vectors_folder();
}

}  // namespace
}  // namespace transpine::testing
