// SPDX-License-Identifier: Apache-2.0
#include "core/image/header_report.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/image/file_checks.h"
#include "core/image/nifti_header.h"
#include "core/image/raster_file.h"

namespace transpine {
namespace {

constexpr double kRightAngle = 1e-3;  ///< Greatest cosine between axes at right angles.

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

template <class Values>
std::string product_text(const Values& values) {
  std::string text;
  for (const auto value : values) {
    text += (text.empty() ? "" : " x ") + number_text(static_cast<double>(value));
  }
  return text;
}

std::string matrix_text(const Eigen::Matrix4d& matrix) {
  std::string text;
  for (int row = 0; row < 3; ++row) {
    text += row == 0 ? "" : "\n";
    for (int column = 0; column < 4; ++column) {
      const double value = matrix(row, column);
      char cell[32];
      std::snprintf(cell, sizeof cell, "%s%.5g", column == 0 ? "" : "  ",
                    std::abs(value) < 1e-9 ? 0.0 : value);
      text += cell;
    }
  }
  return text;
}

class Reporter {
 public:
  explicit Reporter(HeaderReport& report) : report_(report) {}

  void field(const std::string& name, const std::string& value) {
    if (!value.empty()) report_.fields.emplace_back(name, value);
  }
  void flag(const std::string& sentence) {
    if (std::find(report_.flags.begin(), report_.flags.end(), sentence) == report_.flags.end()) {
      report_.flags.push_back(sentence);
    }
  }

 private:
  HeaderReport& report_;
};

void report_grid(const Grid& grid, Reporter& to) {
  to.field("Size", product_text(grid.size));
  to.field("Spacing (mm)", product_text(grid.spacing_mm));
  to.field("Orientation", grid.orientation());
}

void flag_mirrored(const std::string& name, Reporter& to) {
  to.flag("The " + name +
          " has a negative determinant: the indices are mirrored (radiological storage). "
          "Programs that ignore the matrix show left and right exchanged.");
}

/// Shear and mirroring of one matrix.
void flag_matrix(const std::string& name, const Eigen::Matrix4d& ras, Reporter& to) {
  Eigen::Matrix3d axes = ras.topLeftCorner<3, 3>();
  if (!ras.allFinite()) {
    to.flag("The " + name + " matrix has entries that are not numbers.");
    return;
  }
  if (std::abs(axes.determinant()) < 1e-12) {
    to.flag("The " + name + " matrix cannot be inverted.");
    return;
  }
  // Eigen would compute the lengths from columns that have been scaled already.
  const Eigen::Vector3d lengths = axes.colwise().norm();
  for (int axis = 0; axis < 3; ++axis) axes.col(axis) /= lengths[axis];
  const Eigen::Matrix3d cosines = axes.transpose() * axes - Eigen::Matrix3d::Identity();
  const double worst = cosines.cwiseAbs().maxCoeff();
  if (worst > kRightAngle) {
    to.flag("The " + name + " is sheared: two axes meet at " +
            number_text(std::round(std::acos(std::min(worst, 1.0)) * 1800 / M_PI) / 10) +
            " degrees instead of 90.");
  }
  if (axes.determinant() < 0) flag_mirrored(name, to);
}

void report_scaling(const NiftiHeader& header, Reporter& to) {
  to.field("Slope, intercept", number_text(header.slope) + ", " + number_text(header.inter));
  if (!std::isfinite(header.slope) || !std::isfinite(header.inter)) {
    to.flag("Slope or intercept is not a number: the values were taken as they are stored.");
  } else if (header.slope == 0 && header.inter != 0) {
    to.flag("The slope is 0 but the intercept is not: both were ignored.");
  } else if (header.slope < 0) {
    to.flag("The slope is negative: bright and dark are exchanged in the stored values.");
  }
}

void report_nifti_header(const NiftiHeader& header, Reporter& to) {
  to.field("Dimensions in the header", product_text(header.dims));
  to.field("Type on disk", nifti_datatype_name(header.datatype));
  report_scaling(header, to);
  const NiftiForms forms = nifti_forms(header);
  to.field("qform code, sform code",
           std::to_string(forms.qform_code) + ", " + std::to_string(forms.sform_code));
  to.field("qform (RAS)", matrix_text(forms.qform_ras));
  to.field("sform (RAS)", matrix_text(forms.sform_ras));
  if (forms.sform_code > 0) flag_matrix("sform", forms.sform_ras, to);
  if (forms.qform_code > 0) flag_matrix("qform", forms.qform_ras, to);
  static constexpr const char* units[] = {"unknown", "m", "mm", "um"};
  const std::string unit =
      header.space_unit >= 0 && header.space_unit <= 3 ? units[header.space_unit] : "unknown";
  to.field("Unit of lengths", unit);
  if (unit == "unknown") to.flag("The header names no unit of length; millimetres were taken.");
  to.field("Byte order", header.big_endian ? "big endian" : "little endian");
  to.field("Description", header.description);
}

void report_text_header(const TextHeader& header, Reporter& to) {
  for (const auto& [name, value] : header.fields) to.field(name, value);
}

/// Of a NRRD or MetaImage file alone.
Result<HeaderReport> raster_report(const std::filesystem::path& path) {
  const auto header = read_text_header(path);
  if (!header) return header.error();
  HeaderReport report;
  Reporter to(report);
  to.field("File", path.filename().string());
  to.field("Format", header->format_name());
  const auto info = read_raster_info(path);
  if (info) {
    for (const std::string& warning : info->warnings) to.flag(warning);
    report_grid(info->grid, to);
    to.field("Affine (RAS)", matrix_text(info->grid.ras_from_index()));
  } else {
    to.flag(info.error().message());
  }
  report_text_header(*header, to);
  return report;
}

}  // namespace

std::string HeaderReport::text() const {
  std::string text;
  for (const std::string& flag : flags) text += "! " + flag + '\n';
  for (const auto& [name, value] : fields) {
    const bool is_block = value.find('\n') != std::string::npos;
    text += name + (is_block ? ":\n" : ": ") + value + '\n';
  }
  return text;
}

HeaderReport header_report(const std::filesystem::path& path, const LoadedImage& image) {
  HeaderReport report;
  Reporter to(report);
  for (const std::string& warning : image.warnings) to.flag(warning);
  to.field("File", path.filename().string());
  to.field("Format", image.format);
  const Grid& grid = image.volume.grid();
  report_grid(grid, to);
  const ImageStatistics& values = image.summary.statistics;
  to.field("Values", number_text(values.minimum) + " to " + number_text(values.maximum) +
                         ", mean " + number_text(values.mean));
  if (values.non_finite_count > 0) {
    to.field("NaN or infinite", std::to_string(values.non_finite_count));
  }
  if (image.nifti) {
    to.field("Matrix used", image.nifti->matrix_used);
    if (const auto header = read_nifti_header(path)) report_nifti_header(*header, to);
  } else {
    to.field("Type on disk", image.stored_type);
  }
  to.field("Affine (RAS)", matrix_text(grid.ras_from_index()));
  if (!image.nifti && has_text_header(path)) {
    if (grid.direction.determinant() < 0) flag_mirrored("voxel grid", to);
    if (const auto header = read_text_header(path)) report_text_header(*header, to);
  }
  return report;
}

Result<HeaderReport> header_report(const std::filesystem::path& path) {
  if (auto is_file = check_regular_file(path); !is_file) return is_file.error();
  if (has_text_header(path)) return raster_report(path);
  HeaderReport report;
  Reporter to(report);
  const auto header = read_nifti_header(path);
  if (!header) return header.error();
  const auto info = read_nifti_info(path);
  to.field("File", path.filename().string());
  to.field("Format", "NIfTI-" + std::to_string(header->version));
  if (info) {
    for (const std::string& warning : info->warnings) to.flag(warning);
    report_grid(info->grid, to);
    to.field("Matrix used", info->matrix_used);
  } else {
    to.flag(info.error().message());
  }
  report_nifti_header(*header, to);
  return report;
}

}  // namespace transpine
