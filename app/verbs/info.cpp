// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/image/dicom_scan.h"
#include "core/image/header_report.h"

namespace transpine {
namespace {

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

nlohmann::json series_json(const FoundSeries& series) {
  return {{"uid", series.uid},
          {"patient_id", series.patient_id},
          {"study_date", series.study_date},
          {"study", series.study_description},
          {"number", series.series_number},
          {"description", series.description},
          {"modality", series.modality},
          {"size", series.size},
          {"spacing_mm", series.spacing_mm},
          {"files", series.files.size()},
          {"first_file", series.files.front().string()}};
}

std::string series_line(const FoundSeries& series) {
  std::string size, spacing;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    size += (axis == 0 ? "" : " x ") + std::to_string(series.size[axis]);
    spacing += (axis == 0 ? "" : " x ") + number_text(series.spacing_mm[axis]);
  }
  return "  " + series.modality + "  " + series.series_number + "  " + series.description + "  " +
         size + ", " + spacing + " mm, " + counted(series.files.size(), "file") + "  " +
         series.patient_id + " " + series.study_date + "\n    " + series.files.front().string();
}

nlohmann::json image_json(const LoadedImage& image, const std::vector<std::string>& flags) {
  const ImageStatistics& statistics = image.summary.statistics;
  const Grid& grid = image.volume.grid();
  // An image of NaN alone has none of them.
  const auto finite = [&](double value) {
    return statistics.finite_count > 0 ? nlohmann::json(value) : nlohmann::json();
  };
  nlohmann::json json{
      {"format", image.format},
      {"size", grid.size},
      {"spacing_mm", {grid.spacing_mm.x(), grid.spacing_mm.y(), grid.spacing_mm.z()}},
      {"orientation", grid.orientation()},
      {"affine_ras", matrix_json(grid.ras_from_index())},
      {"type", image.stored_type},
      {"voxel_type", name_of(image.volume.type())},
      {"minimum", finite(statistics.minimum)},
      {"maximum", finite(statistics.maximum)},
      {"mean", finite(statistics.mean)},
      {"non_finite_voxels", statistics.non_finite_count},
      {"qform_code", nullptr},
      {"sform_code", nullptr},
      {"warnings", image.warnings},
      {"flags", flags}};
  if (image.nifti) {
    const NiftiInfo& nifti = *image.nifti;
    json["qform_code"] = nifti.forms.qform_code;
    json["sform_code"] = nifti.forms.sform_code;
    json["qform_ras"] = matrix_json(nifti.forms.qform_ras);
    json["sform_ras"] = matrix_json(nifti.forms.sform_ras);
    json["matrix_used"] = nifti.matrix_used;
    json["slope"] = nifti.slope;
    json["intercept"] = nifti.inter;
    json["dims"] = nifti.dims;
    json["byte_order"] = nifti.big_endian ? "big" : "little";
    json["units"] = nifti.units;
    json["description"] = nifti.description;
  }
  return json;
}

HeaderReport report_of(const std::filesystem::path& path, const LoadedImage& image) {
  HeaderReport report = header_report(path, image);
  if (image.summary.statistics.finite_count > 0) return report;
  for (auto& [name, value] : report.fields) {
    if (name == "Values") value = "none";
  }
  return report;
}

class InfoVerb : public Verb {
 public:
  std::string name() const override { return "info"; }
  std::string summary() const override {
    return "Shows what an image file says and holds, with its red flags; lists a folder's DICOM "
           "series.";
  }
  std::vector<Positional> positionals() override {
    return {
        {"FILE", "A NIfTI, NRRD, MetaImage or DICOM file, or a folder with DICOM files.", &file_}};
  }
  Result<nlohmann::json> run(VerbContext& context) override {
    std::error_code code;
    if (std::filesystem::is_directory(file_, code)) return list_series(context);
    // Not load_image: the report tells the warnings among its findings.
    const auto image = read_image(file_, &context.job);
    if (!image) {
      // What the header says helps to see why; the error itself is told at the end.
      if (auto report = header_report(file_)) {
        std::erase(report->flags, image.error().message());
        context.out.text(report->text());
      }
      return image.error();
    }
    const HeaderReport report = report_of(file_, *image);
    context.out.text(report.text());
    nlohmann::json json = image_json(*image, report.flags);
    json["file"] = file_.string();
    return json;
  }

 private:
  Result<nlohmann::json> list_series(VerbContext& context) const {
    const auto found = scan_dicom(file_, context.job);
    if (!found) return found.error();
    for (const Error& error : found->damaged) context.out.warning(error.message());
    if (found->series.empty()) {
      return Error{file_.string() + " holds no DICOM images that can be read.",
                   "Choose the folder that holds the series, or name an image file."};
    }
    nlohmann::json list = nlohmann::json::array();
    for (const FoundSeries& series : found->series) {
      context.out.text(series_line(series));
      list.push_back(series_json(series));
    }
    context.out.text(std::to_string(found->series.size()) + " series, " +
                     counted(found->damaged.size(), "damaged file") + ", " +
                     counted(static_cast<std::size_t>(found->other_files), "other file"));
    nlohmann::json json{{"folder", file_.string()},
                        {"series", list},
                        {"damaged", found->damaged.size()},
                        {"other_files", found->other_files}};
    if (found->series.size() > 1) return json;
    // One series: also what its image is.
    const auto image = read_image(found->series.front().files.front(), &context.job);
    if (!image) return image.error();
    const HeaderReport report = report_of(file_, *image);
    context.out.text(report.text());
    json.update(image_json(*image, report.flags));
    return json;
  }

  std::filesystem::path file_;
};

}  // namespace

std::unique_ptr<Verb> make_info_verb() {
  return std::make_unique<InfoVerb>();
}

}  // namespace transpine
