// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/register_study.h"

#include <algorithm>
#include <map>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/base/json_text.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/steps.h"
#include "core/registration/polyrigid_file.h"
#include "core/registration/registration_advice.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr double kPoorLoo_mm = 3;
constexpr double kPoorCondition = 10;

fs::path table_file(const Study& study, const char* ending) {
  return study.reports_folder() / (std::string("registration") + ending);
}

RegistrationRow row_from(const json& object) {
  RegistrationRow row;
  row.subject = object.at("subject");
  row.error = object.value("error", "");
  row.points = object.value("points", 0);
  row.outliers = object.value("outliers", 0);
  row.fre_mm = object.value("fre_mm", 0.0);
  if (object.contains("tre_loo_mm") && object["tre_loo_mm"].is_number()) {
    row.tre_loo_mm = object["tre_loo_mm"].get<double>();
  }
  row.max_mm = object.value("max_mm", 0.0);
  row.condition = object.value("condition", 0.0);
  row.posterior_mm = object.value("posterior_mm", 0.0);
  row.warnings = object.value("warnings", std::vector<std::string>{});
  row.made_from = object.value("made_from", "");
  return row;
}

/// The rows of an earlier run; none where there is no table that can be read.
std::map<std::string, RegistrationRow> earlier_rows(const Study& study) {
  std::map<std::string, RegistrationRow> rows;
  const auto text = read_text(table_file(study, ".json"));
  if (!text) return rows;
  const json table = json::parse(*text, nullptr, false);
  if (!table.is_object() || !table.contains("subjects")) return rows;
  try {
    for (const json& object : table["subjects"]) {
      const RegistrationRow row = row_from(object);
      rows[row.subject] = row;
    }
  } catch (const json::exception&) {
    rows.clear();
  }
  return rows;
}

Result<void> write_table(const Study& study, const std::map<std::string, RegistrationRow>& rows) {
  json list = json::array();
  std::vector<RegistrationRow> table;
  for (const auto& [subject, row] : rows) {
    list.push_back(to_json(row));
    table.push_back(row);
  }
  auto written = write_text_atomically(table_file(study, ".json"),
                                       json_text(json{{"subjects", list}}, 2) + "\n");
  if (!written) return written;
  return write_text_atomically(table_file(study, ".csv"), registration_csv(table));
}

std::string made_from(const fs::path& points, const RegisterStudyOptions& options) {
  const auto hash = content_hash(points);
  if (!hash) return {};
  return *hash + " " + options.points + " " + options.model + " " +
         std::to_string(options.trim_fraction);
}

RegistrationOptions registration_options(const RegisterStudyOptions& options,
                                         const LandmarkDocument& document) {
  RegistrationOptions chosen;
  if (options.points != "all") chosen.subregions = {subregion::kBody};
  if (options.points == "2") chosen.subregions.push_back(subregion::kSpinousProcess);
  chosen.trim_fraction = options.trim_fraction;
  chosen.weights = pair_weights(document);
  return chosen;
}

ShapeSource shapes_of(const Subject& subject, const LandmarkSet& mr_points) {
  ShapeSource source{subject.path_of(Role::mr_vertebrae), ShapeSource::Image::mr, mr_points};
  if (source.mask.empty()) {
    source.mask = subject.path_of(Role::ct_vertebrae);
    source.mask_of = ShapeSource::Image::ct;
  }
  return source;
}

Result<RegistrationResult> registered(const Study& study, const std::string& subject,
                                      const RegisterStudyOptions& options) {
  const auto document = subject_landmarks(study, subject);
  if (!document) return document.error();
  const LandmarkSet mr = active_points(document->mr);
  const LandmarkSet ct = active_points(document->ct);
  const RegistrationOptions chosen = registration_options(options, *document);
  const fs::path file = study.transform_file(subject);
  if (options.model == "rigid") {
    auto result = register_landmarks(mr, ct, chosen);
    if (!result) return result;
    auto written = write_transform(file, result->ct_from_mr);
    if (!written) return written.error();
    // An older transform of the vertebrae would contradict this one.
    std::error_code ignored;
    fs::remove(polyrigid_file(file), ignored);
    return result;
  }
  auto result = register_vertebrae(mr, ct, chosen);
  if (!result) return result.error();
  const PolyrigidParts parts{result->figures.ct_from_mr, result->ct_from_mr,
                             shapes_of(*study.find(subject), mr)};
  if (auto written = write_polyrigid(polyrigid_file(file), parts); !written) {
    return written.error();
  }
  if (auto written = write_transform(file, parts.ct_from_mr); !written) return written.error();
  return result->figures;
}

RegistrationRow row_of(const std::string& subject, const Result<RegistrationResult>& result) {
  RegistrationRow row;
  row.subject = subject;
  if (!result) {
    row.error = result.error().message();
    return row;
  }
  row.points = static_cast<int>(result->points.size());
  row.outliers = static_cast<int>(result->outliers.size());
  row.fre_mm = result->fre_mm;
  row.tre_loo_mm = result->tre_loo_mm;
  row.max_mm = result->max_residual_mm;
  row.condition = result->rotation_condition;
  row.posterior_mm = result->expected_tre_posterior_mm;
  row.warnings = result->warnings;
  return row;
}

void add_warnings(const Study& study, RegistrationRow& row) {
  const Subject& subject = *study.find(row.subject);
  if (are_of_two_subjects(subject.path_of(Role::mr), subject.path_of(Role::ct))) {
    row.warnings.push_back("MR and CT are of two people by their names.");
  }
  const auto document = subject_landmarks(study, row.subject);
  if (!document) return;
  for (const auto& [points, image] :
       {std::pair(&document->mr, "the MR"), std::pair(&document->ct, "the CT")}) {
    const auto found = order_warnings(active_points(*points), image);
    row.warnings.insert(row.warnings.end(), found.begin(), found.end());
  }
}

std::vector<std::string> wanted_subjects(const Study& study, const RegisterStudyOptions& options) {
  if (!options.subjects.empty()) return options.subjects;
  std::vector<std::string> subjects;
  for (const Subject& subject : study.subjects()) {
    if (!study.points_file(subject.id).empty()) subjects.push_back(subject.id);
  }
  return subjects;
}

std::string csv_cell(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

OptionList options_of(RegisterStudyOptions& options) {
  OptionList list;
  list.add(options.points, {.key = "points",
                            .label = "Points of each vertebra",
                            .help = "1: the bodies; 2: bodies and spinous processes, as in the "
                                    "paper; all: whatever both images have.",
                            .choices = {"1", "2", "all"}});
  list.add(options.model, {.key = "model",
                           .label = "Model",
                           .help = "rigid: one transform; polyrigid: one for each vertebra.",
                           .choices = {"rigid", "polyrigid"}});
  list.add(options.trim_fraction,
           {.key = "trim",
            .label = "Set aside",
            .help = "The largest share of the pairs that may be set aside as outliers.",
            .min = 0,
            .max = 0.5});
  list.add(options.subjects, {.key = "subjects",
                              .label = "Subjects",
                              .help = "Which subjects; none = all that have landmarks."});
  list.add(options.again, {.key = "again",
                           .label = "Again",
                           .help = "Registers subjects anew whose points and options are those of "
                                   "the table."});
  return list;
}

std::string RegistrationRow::verdict() const {
  if (!error.empty()) return "failed";
  const bool poor =
      tre_loo_mm.value_or(kPoorLoo_mm + 1) > kPoorLoo_mm || condition > kPoorCondition;
  return poor || outliers > 0 || !warnings.empty() ? "check" : "good";
}

json to_json(const RegistrationRow& row) {
  json object = {{"subject", row.subject}, {"verdict", row.verdict()}};
  if (!row.error.empty()) {
    object["error"] = row.error;
    return object;
  }
  object.update({{"points", row.points},
                 {"outliers", row.outliers},
                 {"fre_mm", row.fre_mm},
                 {"tre_loo_mm", row.tre_loo_mm ? json(*row.tre_loo_mm) : json()},
                 {"max_mm", row.max_mm},
                 {"condition", row.condition},
                 {"posterior_mm", row.posterior_mm},
                 {"warnings", row.warnings},
                 {"made_from", row.made_from}});
  return object;
}

std::string registration_csv(const std::vector<RegistrationRow>& rows) {
  std::ostringstream text;
  text << "subject,verdict,points,outliers,fre_mm,tre_loo_mm,max_mm,condition,posterior_mm,"
          "warnings,error\n";
  for (const RegistrationRow& row : rows) {
    std::string warnings;
    for (const auto& warning : row.warnings) warnings += (warnings.empty() ? "" : " ") + warning;
    text << csv_cell(row.subject) << ',' << row.verdict() << ',';
    if (row.error.empty()) {
      text << row.points << ',' << row.outliers << ',' << row.fre_mm << ',';
      if (row.tre_loo_mm) text << *row.tre_loo_mm;
      text << ',' << row.max_mm << ',' << row.condition << ',' << row.posterior_mm << ',';
    } else {
      text << ",,,,,,,";
    }
    text << csv_cell(warnings) << ',' << csv_cell(row.error) << '\n';
  }
  return text.str();
}

Result<std::vector<RegistrationRow>> register_study(
    const Study& study, const RegisterStudyOptions& options, JobContext& job,
    const std::function<void(const RegistrationRow&)>& on_row) {
  const auto subjects = wanted_subjects(study, options);
  if (subjects.empty()) {
    return Error{"No subject of " + study.folder().string() + " has landmarks.",
                 "Place points in the Register workspace, or import them."};
  }
  auto table = earlier_rows(study);
  std::vector<RegistrationRow> rows;
  for (const std::string& subject : subjects) {
    if (!job.checkpoint(static_cast<double>(rows.size()) / static_cast<double>(subjects.size()),
                        subject)) {
      return cancelled_error();
    }
    if (!study.find(subject)) {
      return Error{"There is no subject " + subject + " in " + study.folder().string() + ".",
                   "Check --subjects."};
    }
    const std::string source = made_from(study.points_file(subject), options);
    const auto earlier = table.find(subject);
    if (!options.again && earlier != table.end() && !source.empty() &&
        earlier->second.made_from == source && fs::exists(study.transform_file(subject))) {
      rows.push_back(earlier->second);
      rows.back().kept = true;
    } else {
      RegistrationRow row = row_of(subject, registered(study, subject, options));
      row.made_from = source;
      if (row.error.empty()) add_warnings(study, row);
      table[subject] = row;
      rows.push_back(row);
      if (auto written = write_table(study, table); !written) return written.error();
    }
    if (on_row) on_row(rows.back());
  }
  return rows;
}

}  // namespace transpine
