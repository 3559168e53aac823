// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace transpine {

/// What a file of a subject is.
enum class Role {
  mr,
  ct,
  mr_vertebrae,   ///< Label map of VerSe vertebra ids on the MR.
  mr_subregions,  ///< Label map of subregion ids on the MR.
  ct_vertebrae,
  ct_subregions,
  landmarks,   ///< The points of both images (our own JSON).
  ct_from_mr,  ///< A rigid transform.
};

/// The key in the study file: "mr", "ct_vertebrae", ...
std::string role_key(Role role);
std::optional<Role> role_from_key(const std::string& key);
const std::vector<Role>& all_roles();
bool is_image(Role role);
bool is_label_map(Role role);

/// What a file name says: the subject it belongs to and its role.
struct RecognisedFile {
  std::string subject;
  Role role;
};

/// Reads BIDS-like names: sub-<id> first, then an image's suffix (_T1w, _T2w, _mr, _ct), a mask's
/// (seg-vert or seg-subreg with _msk or _dseg), sub-<id>_ct-from-mr.tfm or sub-<id>_landmarks.json.
/// A mask is the MR's with space-mr (or space-T1w, space-T2w) or with an mri- entity, else the
/// CT's. Absent when the name says too little, for synthetic CTs (desc-), and for points of one
/// image alone (VerSe's _ctd.json): transpine landmarks takes those into a landmarks file of both.
std::optional<RecognisedFile> recognise_file(const std::filesystem::path& path);

/// The "sub-..." at the start of a file's name, or nothing.
std::string subject_in_name(const std::filesystem::path& path);

/// Whether two file names say different subjects; not where one of them says none.
bool are_of_two_subjects(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace transpine
