// SPDX-License-Identifier: Apache-2.0
#include "core/registration/point_fit.h"

#include <Eigen/SVD>
#include <cmath>
#include <limits>

#include "core/geometry/rotation.h"

namespace transpine {

double PointShape::axis_ratio() const {
  return singular_values[0] > 0 ? singular_values[1] / singular_values[0] : 0;
}

double PointShape::spread_mm() const {
  return std::sqrt(singular_values.tail<2>().squaredNorm() / static_cast<double>(count));
}

double PointShape::rotation_condition() const {
  const Eigen::Vector3d squares = singular_values.cwiseAbs2();
  const double least = squares[1] + squares[2];
  return least > 0 ? std::sqrt((squares[0] + squares[1]) / least)
                   : std::numeric_limits<double>::infinity();
}

PointShape shape_of(const Points& points) {
  PointShape shape;
  shape.centroid_mm = points.rowwise().mean();
  const Points centred = points.colwise() - shape.centroid_mm;
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(centred, Eigen::ComputeThinU);
  shape.axes = Eigen::Matrix3d::Identity();
  shape.singular_values.setZero();
  const Eigen::Index rank = svd.singularValues().size();
  shape.axes.leftCols(rank) = svd.matrixU().leftCols(rank);
  shape.singular_values.head(rank) = svd.singularValues();
  shape.count = points.cols();
  return shape;
}

Rigid3 fit_rigid(const Points& from, const Points& to, const Eigen::VectorXd& weights) {
  const Eigen::VectorXd share = weights / weights.sum();
  const Eigen::Vector3d from_centre = from * share;
  const Eigen::Vector3d to_centre = to * share;
  const Eigen::Matrix3d covariance =
      (to.colwise() - to_centre) * share.asDiagonal() * (from.colwise() - from_centre).transpose();
  const Eigen::Quaterniond rotation(nearest_rotation(covariance));
  return {rotation, to_centre - rotation * from_centre};
}

Eigen::VectorXd residuals_mm(const Rigid3& to_from_from, const Points& from, const Points& to) {
  const Points moved =
      (to_from_from.rotation().toRotationMatrix() * from).colwise() + to_from_from.translation_mm();
  return (moved - to).colwise().norm();
}

}  // namespace transpine
