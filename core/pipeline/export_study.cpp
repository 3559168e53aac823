// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/export_study.h"

#include <algorithm>
#include <cctype>
#include <cerrno>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/image/image_io.h"
#include "core/landmarks/landmark_files.h"
#include "core/pipeline/steps.h"
#include "core/project/review.h"
#include "core/registration/polyrigid_file.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// "T1w" or "T2w" where the file's name has it, else "mr".
std::string mr_suffix(const fs::path& path) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (name.find("t1w") != std::string::npos) return "T1w";
  return name.find("t2w") != std::string::npos ? "T2w" : "mr";
}

std::string image_place(Role role, const std::string& id, const fs::path& source) {
  const auto mask = [&](const char* space, const char* what) {
    return "masks/" + id + "_space-" + space + "_seg-" + what + "_msk.nii.gz";
  };
  switch (role) {
    case Role::mr:
      return "anat/" + id + "_" + mr_suffix(source) + ".nii.gz";
    case Role::ct:
      return "ct/" + id + "_ct.nii.gz";
    case Role::mr_vertebrae:
      return mask("mr", "vert");
    case Role::mr_subregions:
      return mask("mr", "subreg");
    case Role::ct_vertebrae:
      return mask("ct", "vert");
    case Role::ct_subregions:
      return mask("ct", "subreg");
    default:
      return {};
  }
}

/// Ids are taken from names of files, but a study file may hold any.
bool is_folder_name(const std::string& id) {
  return !id.empty() && id != "." && id != ".." && id.find('/') == std::string::npos;
}

bool has_transform(const Study& study, const Subject& subject) {
  std::error_code code;
  return fs::exists(study.transform_file(subject.id), code) ||
         !subject.path_of(Role::ct_from_mr).empty();
}

bool is_packed_nifti(const fs::path& path) {
  return path.filename().string().ends_with(".nii.gz") && is_nifti_file(path);
}

Result<void> write_image(const fs::path& from, const fs::path& to, bool labels, JobContext& job) {
  if (is_packed_nifti(from)) {
    return write_file_atomically(to, [&](const fs::path& temporary) -> Result<void> {
      std::error_code code;
      fs::copy_file(from, temporary, fs::copy_options::overwrite_existing, code);
      if (code) return file_error("could not be copied", from, code.value());
      return {};
    });
  }
  JobContext reading = job.part(0, 0.5);
  const auto image = read_image(from, &reading, {}, labels ? VoxelUse::labels : VoxelUse::values);
  if (!image) return image.error();
  JobContext writing = job.part(0.5, 1);
  return write_nifti(to, image->volume, {}, &writing);
}

Result<void> write_points(const Study& study, const ExportedFile& file) {
  const auto document = read_landmark_document(study.points_file(file.subject));
  if (!document) return document.error();
  if (file.what == "landmarks") return write_landmark_document(file.path, *document);
  const auto& points = file.what == "mr_points" ? document->mr : document->ct;
  return write_landmarks(file.path, active_points(points), LandmarkFormat::csv, {});
}

Result<void> write_matrix(const fs::path& path, const Rigid3& ct_from_mr) {
  const Eigen::Matrix4d matrix = ct_from_mr.matrix();
  json rows = json::array();
  for (int row = 0; row < 4; ++row) {
    rows.push_back({matrix(row, 0), matrix(row, 1), matrix(row, 2), matrix(row, 3)});
  }
  const json document{{"transform", "ct_from_mr"},
                      {"meaning", "p_ct = matrix * p_mr, in millimetres"},
                      {"space", "LPS"},
                      {"matrix", rows}};
  return write_text_atomically(path, json_text(document, 2) + "\n");
}

/// The copy names the exported mask, so that the folder can be moved; where the mask was not
/// exported it names the study's own.
Result<void> write_polyrigid_copy(const Study& study, const ExportedFile& file,
                                  const std::vector<ExportedFile>& written) {
  auto parts = read_polyrigid(polyrigid_file(study.transform_file(file.subject)));
  if (!parts) return parts.error();
  for (const ExportedFile& other : written) {
    const auto role = role_from_key(other.what);
    if (other.subject != file.subject || !role || !is_label_map(*role)) continue;
    std::error_code code;
    const fs::path source = study.find(file.subject)->path_of(*role);
    if (!parts->shapes.mask.empty() && fs::equivalent(source, parts->shapes.mask, code)) {
      parts->shapes.mask = other.path;
      break;
    }
  }
  return write_polyrigid(file.path, *parts);
}

Result<void> write_registration(const Study& study, const ExportedFile& file) {
  const auto ct_from_mr = subject_transform(study, file.subject);
  if (!ct_from_mr) return ct_from_mr.error();
  return file.what == "ct_from_mr" ? write_transform(file.path, *ct_from_mr)
                                   : write_matrix(file.path, *ct_from_mr);
}

Result<void> write_one(const Study& study, const ExportedFile& file,
                       const std::vector<ExportedFile>& written, JobContext& job) {
  if (const auto role = role_from_key(file.what); role && is_image(*role)) {
    const fs::path source = study.find(file.subject)->path_of(*role);
    return write_image(source, file.path, is_label_map(*role), job);
  }
  if (file.what == "ct_from_mr" || file.what == "transform_matrix") {
    return write_registration(study, file);
  }
  if (file.what == "polyrigid") return write_polyrigid_copy(study, file, written);
  return write_points(study, file);
}

/// The study's own files are never written over.
Result<void> check_no_source(const Study& study, const ExportedFile& file) {
  const Subject* subject = study.find(file.subject);
  if (!subject) return {};
  for (const auto& [role, source] : subject->files) {
    std::error_code code;
    if (!fs::equivalent(source.path, file.path, code)) continue;
    return Error{file.path.string() + " is a file of the study itself.", "Choose another folder."};
  }
  return {};
}

/// The verdicts of the exported subjects alone.
std::string participants_csv(const Study& study, const std::vector<std::string>& ids) {
  Study chosen(study.folder());
  for (const std::string& id : ids) {
    if (const Subject* subject = study.find(id)) chosen.subject(id) = *subject;
  }
  return review_csv(chosen);
}

/// The files of one subject; `folder` is its own.
std::vector<ExportedFile> files_of(const Study& study, const Subject& subject,
                                   const fs::path& folder) {
  std::vector<ExportedFile> files;
  const std::string& id = subject.id;
  const auto add = [&](const std::string& what, const std::string& place) {
    files.push_back({id, what, folder / place});
  };
  for (const auto& [role, file] : subject.files) {
    if (is_image(role)) add(role_key(role), image_place(role, id, file.path));
  }
  // What cannot be read has one place only, so that it is told of once.
  if (const fs::path points = study.points_file(id); !points.empty()) {
    add("landmarks", id + "_landmarks.json");
    const auto document = read_landmark_document(points);
    if (document && !active_points(document->mr).empty()) {
      add("mr_points", id + "_space-mr_landmarks.csv");
    }
    if (document && !active_points(document->ct).empty()) {
      add("ct_points", id + "_space-ct_landmarks.csv");
    }
  }
  if (has_transform(study, subject)) {
    add("ct_from_mr", id + "_ct-from-mr.tfm");
    if (subject_transform(study, id)) add("transform_matrix", id + "_ct-from-mr_matrix.json");
    std::error_code code;
    const fs::path own = study.transform_file(id);
    if (fs::exists(own, code) && fs::exists(polyrigid_file(own), code)) {
      add("polyrigid", id + "_ct-from-mr.json");
    }
  }
  return files;
}

}  // namespace

Result<ExportPlan> plan_export(const Study& study, const std::vector<std::string>& subjects,
                               const fs::path& folder) {
  ExportPlan plan;
  for (const std::string& id : subjects) {
    const Subject* subject = study.find(id);
    if (!subject) {
      return Error{study.folder().string() + " has no subject \"" + id + "\".",
                   "Name subjects of the study."};
    }
    if (!is_folder_name(id)) {
      plan.warnings.push_back(id + " cannot be the name of a folder.");
      continue;
    }
    const auto files = files_of(study, *subject, folder / id);
    plan.files.insert(plan.files.end(), files.begin(), files.end());
  }
  if (plan.files.empty()) {
    return Error{"The chosen subjects have no files that can be exported.",
                 "Import images or place landmarks first."};
  }
  plan.files.push_back({"", "participants", folder / "participants.csv"});
  for (const ExportedFile& file : plan.files) {
    std::error_code code;
    if (!fs::exists(file.path, code)) continue;
    if (auto checked = check_no_source(study, file); !checked) return checked.error();
    plan.present.push_back(file.path);
  }
  return plan;
}

Result<StudyExport> export_study(const Study& study, const std::vector<std::string>& subjects,
                                 const fs::path& folder, bool replace, JobContext& job) {
  const auto plan = plan_export(study, subjects, folder);
  if (!plan) return plan.error();
  if (!replace && !plan->present.empty()) {
    return Error{plan->present.front().string() + " exists already.", "Choose an empty folder."};
  }
  StudyExport result;
  result.warnings = plan->warnings;
  const std::size_t count = plan->files.size() - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const ExportedFile& file = plan->files[i];
    const double begin = static_cast<double>(i) / static_cast<double>(count);
    const double end = static_cast<double>(i + 1) / static_cast<double>(count);
    if (!job.checkpoint(begin, "Writing " + file.path.filename().string())) {
      return cancelled_error();
    }
    JobContext part = job.part(begin, end);
    if (const auto written = write_one(study, file, result.files, part); written) {
      result.files.push_back(file);
    } else if (written.error().is_cancelled()) {
      return written.error();
    } else {
      result.warnings.push_back(file.subject + ": " + written.error().message());
      ++result.unwritten;
    }
  }
  const ExportedFile& table = plan->files.back();
  if (auto written = write_text_atomically(table.path, participants_csv(study, subjects));
      !written) {
    return written.error();
  }
  result.files.push_back(table);
  return result;
}

}  // namespace transpine
