// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/image/statistics.h"

namespace transpine {
namespace {

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string matrix_text(const Eigen::Matrix4d& matrix) {
  std::string text;
  for (int row = 0; row < 4; ++row) {
    char line[128];
    std::snprintf(line, sizeof line, "\n    %11.5f %11.5f %11.5f %11.5f", matrix(row, 0),
                  matrix(row, 1), matrix(row, 2), matrix(row, 3));
    text += line;
  }
  return text;
}

nlohmann::json image_json(const LoadedImage& image, const ImageStatistics& statistics) {
  const Grid& grid = image.volume.grid();
  nlohmann::json json{
      {"format", image.format},
      {"size", grid.size},
      {"spacing_mm", {grid.spacing_mm.x(), grid.spacing_mm.y(), grid.spacing_mm.z()}},
      {"orientation", grid.orientation()},
      {"affine_ras", matrix_json(grid.ras_from_index())},
      {"type", image.stored_type},
      {"voxel_type", name_of(image.volume.type())},
      {"minimum", statistics.minimum},
      {"maximum", statistics.maximum},
      {"mean", statistics.mean},
      {"non_finite_voxels", statistics.non_finite_count},
      {"qform_code", nullptr},
      {"sform_code", nullptr},
      {"warnings", image.warnings}};
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

class InfoVerb : public Verb {
 public:
  std::string name() const override { return "info"; }
  std::string summary() const override {
    return "Shows what an image file says and holds: size, spacing, orientation, codes, values.";
  }
  std::vector<Positional> positionals() override {
    return {{"FILE", "A NIfTI file, a DICOM file or a folder with a DICOM series.", &file_}};
  }
  Result<nlohmann::json> run(VerbContext& context) override {
    const auto image = load_image(file_, context);
    if (!image) return image.error();
    const ImageStatistics statistics = image_statistics(image->volume);
    print(*image, statistics, context.out);
    nlohmann::json json = image_json(*image, statistics);
    json["file"] = file_.string();
    return json;
  }

 private:
  void print(const LoadedImage& image, const ImageStatistics& statistics, Output& out) const {
    out.text(file_.string());
    out.text("  format       " + image.format + ", " + image.stored_type);
    out.text("  grid         " + image.volume.grid().description());
    out.text("  RAS affine" + matrix_text(image.volume.grid().ras_from_index()));
    if (image.nifti) {
      out.text("  codes        qform " + std::to_string(image.nifti->forms.qform_code) +
               ", sform " + std::to_string(image.nifti->forms.sform_code) +
               "; used: " + image.nifti->matrix_used);
      if (image.nifti->slope != 1 || image.nifti->inter != 0) {
        out.text("  scaling      " + number_text(image.nifti->slope) + " * stored + " +
                 number_text(image.nifti->inter));
      }
    }
    out.text("  values       " + number_text(statistics.minimum) + " to " +
             number_text(statistics.maximum) + ", mean " + number_text(statistics.mean));
  }

  std::filesystem::path file_;
};

}  // namespace

std::unique_ptr<Verb> make_info_verb() {
  return std::make_unique<InfoVerb>();
}

}  // namespace transpine
