// SPDX-License-Identifier: Apache-2.0
#include "core/registration/articulated_fit.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/geometry/twist.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

constexpr int kMostIterations = 30;
constexpr double kConverged = 1e-6;  // mm and radians.
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

/// How many joints lie between two levels. T13 is an extra one: next to both T12 and L1.
double levels_between(int upper, int lower) {
  static const std::vector<int> order = vertebrae_in_range("C1-L5,S").value_or(std::vector<int>{});
  const auto place = [](int id) {
    if (id == vertebra::kT13) id = vertebra::kT12;
    if (id == vertebra::kL6) id = vertebra::kL6 - 1;
    return std::find(order.begin(), order.end(), id) - order.begin();
  };
  return std::max(1.0, static_cast<double>(place(lower) - place(upper)));
}

}  // namespace

OptionList options_of(JointPrior& prior) {
  OptionList list;
  using Level = OptionSpec::Level;
  list.add(prior.landmark_sd_mm, {.key = "landmark_sd_mm",
                                  .label = "Error of points",
                                  .help = "Standard deviation of placing one point.",
                                  .unit = "mm",
                                  .min = 0.01,
                                  .max = 20,
                                  .level = Level::advanced});
  list.add(prior.shift_sd_mm,
           {.key = "joint_shift_sd_mm",
            .label = "Play of a joint",
            .help = "Standard deviation of the shift between two neighbouring vertebrae.",
            .unit = "mm",
            .min = 0.01,
            .max = 20,
            .level = Level::advanced});
  list.add(prior.rotation_sd_deg,
           {.key = "joint_rotation_sd_deg",
            .label = "Bending of a joint",
            .help = "Standard deviation of the rotation between two neighbouring vertebrae.",
            .unit = "deg",
            .min = 0.01,
            .max = 45,
            .level = Level::advanced});
  return list;
}

/// The normal equations of one Gauss-Newton step, block tridiagonal from head to foot. Each
/// vertebra turns and moves by (rotation, shift) about its own centre in the CT, which keeps the
/// unknowns apart.
struct ArticulatedFit::System {
  using Matrix6 = Eigen::Matrix<double, 6, 6>;
  using Vector6 = Eigen::Matrix<double, 6, 1>;
  using Block = Eigen::Matrix<double, 3, 6>;

  explicit System(std::size_t levels)
      : diagonal(levels, Matrix6::Zero()),
        below(levels, Matrix6::Zero()),
        gradient(levels, Vector6::Zero()) {}

  /// Adds weight |value + block * unknowns of a level|².
  void add(const Vector3d& value, std::size_t level, const Block& block, double weight) {
    gradient[level] += weight * block.transpose() * value;
    diagonal[level] += weight * block.transpose() * block;
  }
  /// The same of a level and the next one.
  void add(const Vector3d& value, std::size_t level, const Block& block, const Block& next,
           double weight) {
    add(value, level, block, weight);
    add(value, level + 1, next, weight);
    below[level] += weight * next.transpose() * block;
  }
  /// The unknowns, by block elimination.
  std::vector<Vector6> solution() const {
    const std::size_t n = diagonal.size();
    std::vector<Eigen::LDLT<Matrix6>> factors(n);
    std::vector<Vector6> x(n);
    for (std::size_t i = 0; i < n; ++i) {
      Matrix6 reduced = diagonal[i];
      Vector6 right = -gradient[i];
      if (i > 0) {
        reduced -= below[i - 1] * factors[i - 1].solve(below[i - 1].transpose());
        right -= below[i - 1] * factors[i - 1].solve(x[i - 1]);
      }
      factors[i].compute(reduced);
      x[i] = right;
    }
    for (std::size_t i = n; i-- > 0;) {
      if (i + 1 < n) x[i] -= below[i].transpose() * x[i + 1];
      x[i] = factors[i].solve(x[i]);
    }
    return x;
  }

  std::vector<Matrix6> diagonal, below;
  std::vector<Vector6> gradient;
};

ArticulatedFit::ArticulatedFit(std::vector<Pair> pairs, const Rigid3& start,
                               const JointPrior& prior)
    : pairs_(std::move(pairs)), prior_(prior) {
  std::map<int, int> counts;
  for (const Pair& pair : pairs_) {
    auto& centre = centres_in_mr_mm_.try_emplace(pair.key.vertebra, Vector3d::Zero()).first->second;
    centre += pair.mr_mm;
    ++counts[pair.key.vertebra];
    ct_from_mr_[pair.key.vertebra] = start;
  }
  for (auto& [level, centre] : centres_in_mr_mm_) centre /= counts.at(level);
  make_joints();
  ct_from_mr_ = solved(ct_from_mr_, kNone);
}

void ArticulatedFit::make_joints() {
  std::map<int, Vector3d> bodies = centres_in_mr_mm_;
  for (const Pair& pair : pairs_) {
    if (subregion::is_body(pair.key.subregion)) bodies[pair.key.vertebra] = pair.mr_mm;
  }
  for (const auto& entry : bodies) levels_.push_back(entry.first);
  std::sort(levels_.begin(), levels_.end(), is_cranial_to);
  for (std::size_t i = 1; i < levels_.size(); ++i) {
    const int upper = levels_[i - 1];
    const int lower = levels_[i];
    joints_.push_back({(bodies.at(upper) + bodies.at(lower)) / 2, levels_between(upper, lower)});
  }
}

std::map<int, Rigid3> ArticulatedFit::solved(std::map<int, Rigid3> transforms,
                                             std::size_t left_out) const {
  const double point_weight = 1 / (prior_.landmark_sd_mm * prior_.landmark_sd_mm);
  const double shift_weight = 1 / (prior_.shift_sd_mm * prior_.shift_sd_mm);
  const double rotation_sd = prior_.rotation_sd_deg * std::numbers::pi / 180;
  for (int iteration = 0; iteration < kMostIterations; ++iteration) {
    System system(levels_.size());
    const auto centre = [&](int level) -> Vector3d {
      return transforms.at(level) * centres_in_mr_mm_.at(level);
    };
    const auto moved = [&](int level, const Vector3d& p_in_ct) {
      System::Block block;
      block << -cross_matrix(p_in_ct - centre(level)), Matrix3d::Identity();
      return block;
    };
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      if (i == left_out) continue;
      const Pair& pair = pairs_[i];
      const int level = pair.key.vertebra;
      const Vector3d p = transforms.at(level) * pair.mr_mm;
      const auto place = std::find(levels_.begin(), levels_.end(), level) - levels_.begin();
      system.add(p - pair.ct_mm, static_cast<std::size_t>(place), moved(level, p),
                 pair.weight * point_weight);
    }
    for (std::size_t i = 0; i < joints_.size(); ++i) {
      const Joint& joint = joints_[i];
      const Rigid3& upper = transforms.at(levels_[i]);
      const Rigid3& lower = transforms.at(levels_[i + 1]);
      const Vector3d p = upper * joint.centre_in_mr_mm;
      const Vector3d q = lower * joint.centre_in_mr_mm;
      system.add(q - p, i, -moved(levels_[i], p), moved(levels_[i + 1], q),
                 shift_weight / joint.levels);
      // d log(exp(a) R exp(-b)) to first order of the inverse Jacobians of SO(3).
      const Vector3d turn = rotation_vector(lower.rotation() * upper.rotation().conjugate());
      System::Block of_lower = System::Block::Zero();
      System::Block of_upper = System::Block::Zero();
      of_lower.leftCols<3>() = Matrix3d::Identity() - cross_matrix(turn) / 2;
      of_upper.leftCols<3>() = -(Matrix3d::Identity() + cross_matrix(turn) / 2);
      system.add(turn, i, of_upper, of_lower, 1 / (rotation_sd * rotation_sd * joint.levels));
    }
    const auto steps = system.solution();
    double largest = 0;
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      Rigid3& transform = transforms.at(levels_[i]);
      const Vector3d turn = steps[i].head<3>();
      const double angle = turn.norm();
      const Vector3d axis = angle > 0 ? turn : Vector3d::UnitX();
      transform = Rigid3::about(centre(levels_[i]), axis, angle * 180 / std::numbers::pi,
                                steps[i].tail<3>()) *
                  transform;
      largest = std::max(largest, steps[i].norm());
    }
    if (largest < kConverged) break;
  }
  return transforms;
}

double ArticulatedFit::leave_one_out_mm(std::size_t pair) const {
  const auto transforms = solved(ct_from_mr_, pair);
  const Pair& left_out = pairs_[pair];
  return (transforms.at(left_out.key.vertebra) * left_out.mr_mm - left_out.ct_mm).norm();
}

}  // namespace transpine
