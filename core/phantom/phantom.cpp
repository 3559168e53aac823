// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/phantom.h"

#include <algorithm>
#include <cmath>

#include "core/base/parallel.h"
#include "core/phantom/pose.h"
#include "core/phantom/scan.h"
#include "core/phantom/spine_model.h"
#include "core/phantom/tissue_field.h"

namespace transpine {
namespace {

using Eigen::Vector3d;

constexpr double kMargin_mm = 8;           // Kept above and below the labelled vertebrae.
constexpr double kMrPoseRotation_deg = 3;  // How far from straight the patient lies in the MR.
constexpr int kMrSubSlices = 4;
constexpr double kMrBrightest = 1000;  // mr_values' scale.
constexpr double kCenterStep_mm = 1.25;

// Centre of mass of each subregion of one bone, in its local frame.
std::map<int, Vector3d> part_centers(const Bone& bone) {
  std::map<int, std::pair<Vector3d, double>> sums;
  const Vector3d extent = bone.box_high() - bone.box_low();
  const Eigen::Vector3i n = (extent / kCenterStep_mm).array().ceil().cast<int>();
  for (int k = 0; k < n.z(); ++k) {
    for (int j = 0; j < n.y(); ++j) {
      for (int i = 0; i < n.x(); ++i) {
        const Vector3d p =
            bone.box_low() + kCenterStep_mm * (Vector3d(i, j, k).array() + 0.5).matrix();
        const BoneDistance d = bone.distance(p);
        if (d.mm >= 0) continue;
        auto& sum = sums.try_emplace(d.subregion, Vector3d::Zero(), 0.0).first->second;
        sum.first += p;
        sum.second += 1;
      }
    }
  }
  std::map<int, Vector3d> centers;
  for (const auto& [id, sum] : sums) centers[id] = sum.first / sum.second;
  return centers;
}

bool inside(const Grid& grid, const Vector3d& p) {
  const Vector3d index = grid.index_from_point(p);
  for (int axis = 0; axis < 3; ++axis) {
    const auto n = static_cast<double>(grid.size[static_cast<std::size_t>(axis)]);
    if (index[axis] < 0 || index[axis] > n - 1) return false;
  }
  return true;
}

LandmarkSet landmarks_in(const SpineModel& model,
                         const std::vector<std::map<int, Vector3d>>& centers,
                         const std::vector<Rigid3>& model_from_local,
                         const Rigid3& world_from_model, const Grid& grid, double noise_mm,
                         RandomStream random) {
  LandmarkSet landmarks;
  for (std::size_t i = 0; i < model.levels.size(); ++i) {
    for (const auto& [id, center] : centers[i]) {
      const Vector3d p = world_from_model * (model_from_local[i] * center);
      const Vector3d noise(random.normal(0, noise_mm), random.normal(0, noise_mm),
                           random.normal(0, noise_mm));
      if (inside(grid, p)) landmarks[{model.levels[i].size.vertebra, id}] = p + noise;
    }
  }
  return landmarks;
}

// The box to scan: the labelled vertebrae from top to bottom, centred on the column.
void scanned_box(const TissueField& field, const std::vector<Rigid3>& pose, const SpineModel& model,
                 double width_mm, double depth_mm, Vector3d& center, Vector3d& extent) {
  center.setZero();
  double count = 0;
  for (std::size_t i = 0; i < pose.size(); ++i) {
    if (!model.levels[i].labelled) continue;
    center += pose[i] * Vector3d(0, canal_center_y(model.levels[i]), 0);
    count += 1;
  }
  center /= count;
  center.z() = (field.low().z() + field.high().z()) / 2;
  extent = Vector3d(width_mm, depth_mm, field.high().z() - field.low().z() + 2 * kMargin_mm);
}

}  // namespace

OptionList options_of(PhantomOptions& o) {
  OptionList list;
  using Level = OptionSpec::Level;
  list.add(o.seed,
           {.key = "seed", .label = "Seed", .help = "Equal seeds give equal voxels.", .min = 0});
  list.add(o.vertebrae, {.key = "vertebrae",
                         .label = "Vertebrae",
                         .help = "A contiguous range such as T11-L5, C1-C7 or L1-S."});
  list.add(o.contrast, {.key = "contrast",
                        .label = "MR contrast",
                        .help = "Weighting of the turbo spin echo.",
                        .choices = {"t1", "t2"}});
  list.add(o.degenerate,
           {.key = "degenerate",
            .label = "Degenerate case",
            .help = "Fused bodies, a wedge fracture, or a vertebra without spinous process, "
                    "in the middle of the range.",
            .choices = {"none", "fused", "fracture", "missing_spinous"}});
  list.add(o.scoliosis_deg, {.key = "scoliosis_deg",
                             .label = "Scoliosis",
                             .help = "Largest tilt of the coronal curve.",
                             .unit = "deg",
                             .min = 0,
                             .max = 30});
  list.add(o.bend_deg, {.key = "bend_deg",
                        .label = "Bending",
                        .help = "Largest rotation of each joint between the two scans.",
                        .unit = "deg",
                        .min = 0,
                        .max = 10});
  list.add(o.landmark_noise_mm, {.key = "landmark_noise_mm",
                                 .label = "Landmark noise",
                                 .help = "Standard deviation per coordinate, in each image.",
                                 .unit = "mm",
                                 .min = 0,
                                 .max = 20});
  const auto real = [&list](double& field, const char* key, const char* label, const char* help,
                            const char* unit, double min, double max) {
    list.add(field, {.key = key,
                     .label = label,
                     .help = help,
                     .unit = unit,
                     .min = min,
                     .max = max,
                     .level = Level::advanced});
  };
  real(o.pose_rotation_deg, "pose_rotation_deg", "Pose rotation",
       "Largest rotation of the patient between the scans.", "deg", 0, 45);
  real(o.pose_shift_mm, "pose_shift_mm", "Pose shift",
       "Largest shift of the patient between the scans.", "mm", 0, 200);
  real(o.mr_in_plane_mm, "mr_in_plane_mm", "MR pixel", "Pixel size of the sagittal slices.", "mm",
       0.3, 4);
  real(o.mr_slice_mm, "mr_slice_mm", "MR slice", "Thickness of the sagittal slices, without gap.",
       "mm", 0.3, 8);
  real(o.mr_width_mm, "mr_width_mm", "MR width", "Left-right extent of the MR.", "mm", 10, 300);
  real(o.mr_depth_mm, "mr_depth_mm", "MR depth", "Posterior-anterior extent of the MR.", "mm", 40,
       300);
  real(o.mr_noise, "mr_noise", "MR noise", "Rician noise relative to the brightest tissue.", "", 0,
       0.3);
  real(o.mr_bias, "mr_bias", "MR bias", "Largest relative deviation of the bias field.", "", 0,
       0.9);
  real(o.ct_in_plane_mm, "ct_in_plane_mm", "CT pixel", "Pixel size of the axial slices.", "mm", 0.3,
       4);
  real(o.ct_slice_mm, "ct_slice_mm", "CT slice", "Thickness of the axial slices.", "mm", 0.3, 8);
  real(o.ct_width_mm, "ct_width_mm", "CT width", "Left-right extent of the CT.", "mm", 40, 400);
  real(o.ct_depth_mm, "ct_depth_mm", "CT depth", "Posterior-anterior extent of the CT.", "mm", 40,
       300);
  real(o.ct_noise_hu, "ct_noise_hu", "CT noise", "Standard deviation of the CT's noise.", "HU", 0,
       200);
  return list;
}

PhantomOptions demo_phantom_options() {
  PhantomOptions options;
  options.vertebrae = "L1-L5";
  options.mr_in_plane_mm = 1.25;
  options.mr_width_mm = 60;
  options.mr_depth_mm = 120;
  options.ct_in_plane_mm = 1.25;
  options.ct_slice_mm = 1.25;
  options.ct_width_mm = 110;
  options.ct_depth_mm = 130;
  return options;
}

PhantomOptions cohort_member(const PhantomOptions& options, int index) {
  PhantomOptions member = options;
  // 53 bits, so that the seed survives JSON readers that keep numbers as doubles.
  member.seed = derive_seed(options.seed, "phantom/subject/" + std::to_string(index)) >> 11;
  return member;
}

Result<PhantomSubject> make_phantom(const PhantomOptions& options, JobContext& job) {
  auto built = build_spine_model(options);
  if (!built) return built.error();
  const SpineModel model = std::move(built).value();
  RandomStream pose_random(options.seed, "phantom/pose");
  RandomStream bend_random(options.seed, "phantom/bend");
  const auto mr_pose = bent_pose(model, 0, bend_random);
  const auto ct_pose = bent_pose(model, options.bend_deg, bend_random);
  const TissueField mr_field(model, mr_pose, options.seed);
  const TissueField ct_field(model, ct_pose, options.seed);

  Vector3d center, extent;
  scanned_box(mr_field, mr_pose, model, options.mr_width_mm, options.mr_depth_mm, center, extent);
  const Rigid3 mr_from_model = random_pose(pose_random, center, kMrPoseRotation_deg, 5);
  const Grid mr_grid =
      sagittal_grid(mr_from_model * center, extent, options.mr_in_plane_mm, options.mr_slice_mm);
  JobContext mr_job = job.part(0.05, 0.5, "MR");
  auto mr = scan_tissue(mr_field, mr_from_model.inverse(), mr_grid, mr_values(options.contrast),
                        kMrSubSlices, mr_job);
  if (!mr) return mr.error();

  scanned_box(ct_field, ct_pose, model, options.ct_width_mm, options.ct_depth_mm, center, extent);
  const Rigid3 ct_from_model =
      random_pose(pose_random, center, options.pose_rotation_deg, options.pose_shift_mm);
  const Grid ct_grid =
      axial_grid(ct_from_model * center, extent, options.ct_in_plane_mm, options.ct_slice_mm);
  JobContext ct_job = job.part(0.5, 0.95, "CT");
  auto ct = scan_tissue(ct_field, ct_from_model.inverse(), ct_grid, ct_values_hu(), 1, ct_job);
  if (!ct) return ct.error();

  PhantomSubject subject;
  blur_lightly(mr->image, 0.1);
  apply_bias_field(mr->image, options.mr_bias, options.seed);
  add_rician_noise(mr->image, options.mr_noise * kMrBrightest, derive_seed(options.seed, "mr"));
  blur_lightly(ct->image, 0.12);
  add_gaussian_noise(ct->image, options.ct_noise_hu, derive_seed(options.seed, "ct"));
  subject.mr = mr->image;
  subject.mr_vertebrae = mr->vertebrae;
  subject.mr_subregions = mr->subregions;
  subject.ct = ct->image.as(ScalarType::int16);
  subject.ct_vertebrae = ct->vertebrae;
  subject.ct_subregions = ct->subregions;

  const std::size_t middle = middle_level(model);
  for (std::size_t i = 0; i < model.levels.size(); ++i) {
    const Rigid3 moved =
        ct_from_model * ct_pose[i] * mr_pose[i].inverse() * mr_from_model.inverse();
    if (i == middle) subject.ct_from_mr = moved;
    if (model.levels[i].labelled) {
      subject.ct_from_mr_per_vertebra[model.levels[i].size.vertebra] = moved;
    }
  }
  std::vector<std::map<int, Vector3d>> centers(model.levels.size());
  parallel_items(static_cast<std::int64_t>(centers.size()), [&](std::int64_t i) {
    const auto level = static_cast<std::size_t>(i);
    if (model.levels[level].labelled) centers[level] = part_centers(model.bones[level].bone);
  });
  subject.mr_landmarks =
      landmarks_in(model, centers, mr_pose, mr_from_model, mr_grid, options.landmark_noise_mm,
                   RandomStream(options.seed, "phantom/landmarks/mr"));
  subject.ct_landmarks =
      landmarks_in(model, centers, ct_pose, ct_from_model, ct_grid, options.landmark_noise_mm,
                   RandomStream(options.seed, "phantom/landmarks/ct"));
  if (!job.checkpoint(1, "Phantom")) return cancelled_error();
  return subject;
}

}  // namespace transpine
