// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/dataset/prepare.h"

namespace transpine {

/// Where one person's images lie. An empty mask path keeps every slice.
struct SubjectFiles {
  std::filesystem::path mr;
  std::filesystem::path ct;
  std::filesystem::path mask;
  bool mask_is_on_ct = false;
  std::filesystem::path ct_from_mr;  ///< A transform file.
};

/// One person's CT with masks on its grid, for a segmenter.
struct SegmentedCtFiles {
  std::filesystem::path ct;
  std::filesystem::path vertebrae;  ///< May be empty: then the sacrum is known by its id 26 only.
  std::filesystem::path subregions;
};

/// A subject of a set of CTs: its mask holds part_class_of().
PrepareSubject segmented_ct_from_files(const std::string& id, const std::string& split,
                                       const SegmentedCtFiles& files);

/// A subject that reads its files when it is prepared. The mask must lie on its image's grid: the
/// error names both files.
PrepareSubject subject_from_files(const std::string& id, const std::string& split,
                                  const SubjectFiles& files);

}  // namespace transpine
