// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/spine_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

using Eigen::Vector3d;

Rigid3 rotation_deg(double pitch, double roll, double yaw) {
  // Pitch leans the top forward (towards -y), about the left-right axis.
  return Rigid3::about(Vector3d::Zero(), Vector3d::UnitX(), pitch) *
         Rigid3::about(Vector3d::Zero(), Vector3d::UnitY(), roll) *
         Rigid3::about(Vector3d::Zero(), Vector3d::UnitZ(), yaw);
}

// The wanted levels and one neighbour at each end.
Result<std::vector<SpineLevel>> chosen_levels(const std::string& range) {
  const auto wanted = vertebrae_in_range(range);
  const Error unknown{"\"" + range + "\" is not a range of vertebrae.",
                      "Give one such as T11-L5, C1-C7 or L1-S."};
  if (!wanted) return unknown;
  const auto is_wanted = [&](int id) {
    return std::find(wanted->begin(), wanted->end(), id) != wanted->end();
  };
  std::vector<SpineLevel> column;
  for (const auto& size : typical_levels()) {
    const bool variant = size.vertebra == vertebra::kT13 || size.vertebra == vertebra::kL6;
    if (variant && !is_wanted(size.vertebra)) continue;
    SpineLevel level;
    level.size = size;
    level.labelled = is_wanted(size.vertebra);
    column.push_back(level);
  }
  const auto labelled = [](const SpineLevel& level) { return level.labelled; };
  auto first = std::find_if(column.begin(), column.end(), labelled);
  auto last = std::find_if(column.rbegin(), column.rend(), labelled).base();
  if (std::count_if(first, last, labelled) != static_cast<std::ptrdiff_t>(wanted->size()) ||
      last - first != static_cast<std::ptrdiff_t>(wanted->size())) {
    return unknown;
  }
  if (first != column.begin()) --first;
  if (last != column.end()) ++last;
  return std::vector<SpineLevel>(first, last);
}

// Size, proportions and discs of one person.
void vary_sizes(std::vector<SpineLevel>& levels, RandomStream& random) {
  const double stature = random.normal(1, 0.05);
  const double disc_height = random.normal(1, 0.08);
  const double age = random.uniform();
  for (auto& level : levels) {
    auto& size = level.size;
    for (double* value :
         {&size.depth, &size.width, &size.height, &size.canal_width, &size.canal_depth,
          &size.pedicle_width, &size.pedicle_height, &size.transverse_span, &size.spinous_length}) {
      *value *= stature * std::clamp(random.normal(1, 0.025), 0.93, 1.07);
    }
    size.spinous_length *= std::clamp(random.normal(1, 0.06), 0.85, 1.15);
    size.spinous_drop_deg += random.normal(0, 2.5);
    size.cord_width *= stature;
    size.cord_depth *= stature;
    level.disc_degeneration =
        random.uniform() < 0.15 + 0.4 * age ? random.uniform(0.3, 1) : random.uniform(0, 0.25);
    size.disc *= stature * disc_height * (1 - 0.4 * std::pow(level.disc_degeneration, 2));
  }
}

void shape_bodies(std::vector<SpineLevel>& levels, RandomStream& random) {
  for (auto& level : levels) {
    auto& body = level.body;
    const int id = level.size.vertebra;
    body.half_width = level.size.width / 2;
    body.half_depth = level.size.depth / 2;
    body.half_height = level.size.height / 2;
    const bool lumbar = id >= vertebra::kL1 && id <= vertebra::kL6;
    const bool thoracic = id >= vertebra::kT1 && id <= vertebra::kT12;
    body.wedge = random.normal(thoracic ? -0.03 : lumbar ? 0.025 : 0, 0.015);
    if (id == 24 || id == 25) body.wedge += 0.06;
    body.concavity_mm = (lumbar ? 2.2 : 1.4) * random.uniform(0.7, 1.4);
    body.waist = random.uniform(0.08, 0.16);
  }
}

void make_degenerate(std::vector<SpineLevel>& levels, const std::string& kind) {
  std::size_t first = 0;
  while (!levels[first].labelled) ++first;
  std::size_t count = 0;
  while (first + count < levels.size() && levels[first + count].labelled) ++count;
  auto& level = levels[first + (count - 1) / 2];
  if (kind == "fused" && count > 1) {
    level.fused_below = true;
    level.size.disc *= 0.5;
  }
  if (kind == "fracture") {
    level.fractured = true;
    level.body.upper_loss = 0.4;
    level.body.half_depth *= 1.06;
  }
}

// Stacks the levels along a curve with sagittal and coronal shape, the first body at the origin.
void place_levels(std::vector<SpineLevel>& levels, double scoliosis_deg, RandomStream& random) {
  const double sagittal = random.uniform(0.7, 1.15);
  const double lean = random.normal(0, 3);
  const double phase = random.uniform(0, 2 * std::numbers::pi);
  const double side = random.uniform(0.5, 1) * scoliosis_deg;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    auto& level = levels[i];
    const double wave = side * std::sin(phase + 0.55 * static_cast<double>(i));
    const Rigid3 turn =
        rotation_deg(level.size.pitch_deg * sagittal + lean + random.normal(0, 1),
                     wave + random.normal(0, 0.6), 0.5 * wave + random.normal(0, 0.8));
    Vector3d center = Vector3d::Zero();
    if (i > 0) {
      const auto& above = levels[i - 1];
      const Vector3d up_above = above.model_from_local.rotation() * Vector3d::UnitZ();
      const Vector3d up_here = turn.rotation() * Vector3d::UnitZ();
      const Vector3d up_disc = (up_above + up_here).normalized();
      center = above.model_from_local.translation_mm() - up_above * above.size.height / 2 -
               up_disc * above.size.disc - up_here * level.size.height / 2;
    }
    level.model_from_local = Rigid3(turn.rotation(), center);
  }
}

}  // namespace

std::size_t middle_level(const SpineModel& model) {
  return model.levels.size() / 2;
}

Result<SpineModel> build_spine_model(const PhantomOptions& options) {
  auto chosen = chosen_levels(options.vertebrae);
  if (!chosen) return chosen.error();
  SpineModel model;
  model.levels = std::move(chosen).value();
  RandomStream sizes(options.seed, "phantom/sizes");
  vary_sizes(model.levels, sizes);
  RandomStream bodies(options.seed, "phantom/bodies");
  shape_bodies(model.levels, bodies);
  make_degenerate(model.levels, options.degenerate);
  RandomStream curve(options.seed, "phantom/curve");
  place_levels(model.levels, options.scoliosis_deg, curve);

  const std::size_t middle = middle_level(model);
  for (std::size_t i = 0; i < model.levels.size(); ++i) {
    RandomStream shapes(options.seed, "phantom/vertebra/" + std::to_string(i));
    Bone bone = build_vertebra(model.levels, i, shapes);
    if (options.degenerate == "missing_spinous" && i == middle) {
      std::erase_if(bone.plates,
                    [](const Plate& p) { return p.subregion == subregion::kSpinousProcess; });
    }
    bone.finish();
    model.bones.push_back({i, std::move(bone)});
  }
  for (std::size_t i = 0; i < model.levels.size(); ++i) {
    const int id = model.levels[i].size.vertebra;
    if (id < vertebra::kT1 || id > vertebra::kT12) continue;
    Bone ribs = build_ribs(model.levels[i]);
    ribs.finish();
    model.bones.push_back({i, std::move(ribs)});
  }
  return model;
}

std::vector<Rigid3> bent_pose(const SpineModel& model, double bend_deg, RandomStream& random) {
  const auto& levels = model.levels;
  // One draw of flexion and side bend for the whole column, shared unevenly among the joints.
  const double flexion = random.uniform(-1, 1) * bend_deg;
  const double side = random.uniform(-0.5, 0.5) * bend_deg;
  std::vector<Rigid3> pose(levels.size());
  const std::size_t middle = middle_level(model);
  pose[middle] = levels[middle].model_from_local;
  const auto joint = [&](std::size_t upper) {
    const double share = random.uniform(0.4, 1);
    const double z = -(levels[upper].size.height + levels[upper].size.disc) / 2;
    const Vector3d center(0, 0, z);
    return Rigid3::about(center, Vector3d::UnitX(), flexion * share) *
           Rigid3::about(center, Vector3d::UnitY(), side * share);
  };
  for (std::size_t i = middle + 1; i < levels.size(); ++i) {
    const Rigid3 upper_from_lower =
        levels[i - 1].model_from_local.inverse() * levels[i].model_from_local;
    pose[i] = pose[i - 1] * joint(i - 1) * upper_from_lower;
  }
  for (std::size_t i = middle; i-- > 0;) {
    const Rigid3 lower_from_upper =
        levels[i + 1].model_from_local.inverse() * levels[i].model_from_local;
    pose[i] = pose[i + 1] * lower_from_upper * joint(i).inverse();
  }
  return pose;
}

}  // namespace transpine
