// SPDX-License-Identifier: Apache-2.0
#include "core/registration/transform_file.h"

#include <cmath>
#include <iomanip>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/registration/transform_hdf5.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

constexpr const char* kItkHeader = "#Insight Transform File V1.0";

Error unreadable(const fs::path& path, const std::string& what) {
  return {path.string() + " is no rigid transform that can be read: " + what + ".",
          "Give an ITK transform file (.tfm) with one rigid transform, or a 4x4 matrix."};
}

std::vector<double> numbers_in(const std::string& text) {
  std::istringstream stream(text);
  std::vector<double> numbers;
  double number;
  while (stream >> number) numbers.push_back(number);
  return numbers;
}

std::string after_colon(const std::string& line) {
  return line.substr(line.find(':') + 1);
}

struct ItkTransform {
  std::string kind;
  std::vector<double> parameters;
  std::vector<double> fixed;
};

Result<ItkTransform> parsed_itk(const std::string& text, const fs::path& path) {
  ItkTransform transform;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("Transform:")) {
      if (!transform.kind.empty()) return unreadable(path, "it holds several transforms");
      std::istringstream(after_colon(line)) >> transform.kind;
    } else if (line.starts_with("Parameters:")) {
      transform.parameters = numbers_in(after_colon(line));
    } else if (line.starts_with("FixedParameters:")) {
      transform.fixed = numbers_in(after_colon(line));
    }
  }
  if (transform.kind.empty()) return unreadable(path, "it names no transform");
  return transform;
}

/// The transform p -> R (p - c) + c + t, checked to be rigid.
Result<Rigid3> from_parts(const Eigen::Matrix3d& rotation, const Eigen::Vector3d& translation,
                          const Eigen::Vector3d& centre, const fs::path& path) {
  const double error = (rotation * rotation.transpose() - Eigen::Matrix3d::Identity()).norm();
  if (!rotation.allFinite() || !translation.allFinite() || !(error < 1e-3) ||
      rotation.determinant() < 0) {
    return unreadable(path, "its matrix scales, shears or mirrors");
  }
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() = rotation;
  matrix.topRightCorner<3, 1>() = translation + centre - rotation * centre;
  return Rigid3::from_matrix(matrix);
}

Result<Rigid3> from_itk(const ItkTransform& transform, const fs::path& path) {
  const auto& p = transform.parameters;
  const auto has_kind = [&](const char* name) { return transform.kind.starts_with(name); };
  Eigen::Vector3d centre = Eigen::Vector3d::Zero();
  if (transform.fixed.size() >= 3) centre = Eigen::Vector3d(transform.fixed.data());
  if ((has_kind("AffineTransform_") || has_kind("MatrixOffsetTransformBase_")) && p.size() == 12) {
    using RowMajor = Eigen::Matrix<double, 3, 3, Eigen::RowMajor>;
    return from_parts(Eigen::Map<const RowMajor>(p.data()), Eigen::Vector3d(p.data() + 9), centre,
                      path);
  }
  if (has_kind("VersorRigid3DTransform_") && p.size() == 6) {
    const Eigen::Vector3d axis(p.data());
    const double w = std::sqrt(std::max(0.0, 1 - axis.squaredNorm()));
    const Eigen::Quaterniond q(w, axis.x(), axis.y(), axis.z());
    return from_parts(q.normalized().toRotationMatrix(), Eigen::Vector3d(p.data() + 3), centre,
                      path);
  }
  if (has_kind("Euler3DTransform_") && p.size() == 6) {
    const Eigen::AngleAxisd x(p[0], Eigen::Vector3d::UnitX());
    const Eigen::AngleAxisd y(p[1], Eigen::Vector3d::UnitY());
    const Eigen::AngleAxisd z(p[2], Eigen::Vector3d::UnitZ());
    // The fourth fixed parameter is ITK's ComputeZYX.
    const bool zyx = transform.fixed.size() > 3 && transform.fixed[3] != 0;
    const Eigen::Quaterniond q = zyx ? z * y * x : z * x * y;
    return from_parts(q.toRotationMatrix(), Eigen::Vector3d(p.data() + 3), centre, path);
  }
  return unreadable(path, "a " + transform.kind + " is not rigid or not known");
}

/// The same transform with both frames turned from LPS to RAS or back.
Eigen::Matrix4d with_x_and_y_turned(const Eigen::Matrix4d& matrix) {
  const Eigen::Vector4d signs(-1, -1, 1, 1);
  // Adding 0 turns -0 into 0.
  return (signs.asDiagonal() * matrix * signs.asDiagonal()).array() + 0.0;
}

std::string matrix_text(const Eigen::Matrix4d& m) {
  std::ostringstream text;
  text << std::setprecision(std::numeric_limits<double>::max_digits10);
  for (int row = 0; row < 4; ++row) {
    text << m(row, 0) << ' ' << m(row, 1) << ' ' << m(row, 2) << ' ' << m(row, 3) << '\n';
  }
  return text.str();
}

std::string itk_text(const Eigen::Matrix4d& m) {
  std::ostringstream text;
  text << std::setprecision(std::numeric_limits<double>::max_digits10);
  text << kItkHeader << "\n#Transform 0\nTransform: AffineTransform_double_3_3\nParameters:";
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) text << ' ' << m(row, column);
  }
  for (int row = 0; row < 3; ++row) text << ' ' << m(row, 3);
  text << "\nFixedParameters: 0 0 0\n";
  return text.str();
}

AffineRows rows_of(const Eigen::Matrix4d& m) {
  AffineRows rows;
  Eigen::Map<Eigen::Matrix<double, 3, 4, Eigen::RowMajor>>(rows.data()) = m.topRows<3>();
  return rows;
}

Result<Rigid3> read_hdf5(const fs::path& path) {
  const auto rows = read_hdf5_matrix(path);
  if (!rows) return rows.error();
  const Eigen::Map<const Eigen::Matrix<double, 3, 4, Eigen::RowMajor>> m(rows->data());
  return from_parts(m.leftCols<3>(), m.col(3), Eigen::Vector3d::Zero(), path);
}

bool is_hdf5_name(const fs::path& path) {
  return path.extension() == ".h5" || path.extension() == ".hdf5";
}

}  // namespace

bool is_ras_matrix_name(const fs::path& path) {
  const std::string stem = path.stem().string();
  return (path.extension() == ".mat" || path.extension() == ".txt") &&
         (stem.ends_with("_ras") || stem.ends_with(".ras"));
}

Result<void> write_transform(const fs::path& path, const Rigid3& b_from_a) {
  const Eigen::Matrix4d m = b_from_a.matrix();
  if (is_hdf5_name(path)) return write_hdf5_matrix(path, rows_of(m));
  if (is_ras_matrix_name(path)) {
    return write_text_atomically(path, matrix_text(with_x_and_y_turned(m)));
  }
  return write_text_atomically(path, path.extension() == ".mat" ? matrix_text(m) : itk_text(m));
}

Result<Rigid3> read_transform(const fs::path& path) {
  auto text = read_text(path);
  if (!text) return text.error();
  // The first bytes of every HDF5 file.
  if (text->starts_with("\x89HDF")) return read_hdf5(path);
  if (text->starts_with("#Insight Transform File")) {
    auto transform = parsed_itk(*text, path);
    if (!transform) return transform.error();
    return from_itk(*transform, path);
  }
  const auto numbers = numbers_in(*text);
  if (numbers.size() != 16) return unreadable(path, "it is no ITK transform and no 4x4 matrix");
  using RowMajor = Eigen::Matrix<double, 4, 4, Eigen::RowMajor>;
  Eigen::Matrix4d matrix = Eigen::Map<const RowMajor>(numbers.data());
  if (is_ras_matrix_name(path)) matrix = with_x_and_y_turned(matrix);
  if ((matrix.row(3) - Eigen::RowVector4d(0, 0, 0, 1)).norm() > 1e-9) {
    return unreadable(path, "its last row is not 0 0 0 1");
  }
  return from_parts(matrix.topLeftCorner<3, 3>(), matrix.topRightCorner<3, 1>(),
                    Eigen::Vector3d::Zero(), path);
}

}  // namespace transpine
