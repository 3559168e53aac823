// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/tissue_field.h"

#include <algorithm>
#include <cmath>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

using Eigen::Vector3d;

constexpr double kSectionStep_mm = 0.5;
constexpr double kJointGap_mm = 1.3;     // Cartilage between two bones.
constexpr double kShapeNoise_mm = 0.35;  // Unevenness of bone surfaces.
constexpr double kBeyond_mm = 80;        // How far sections go beyond the outermost levels.
constexpr double kTrunkHalfWidth_mm = 165;
constexpr double kTrunkHalfDepth_mm = 108;
constexpr double kSkin_mm = 2;

double mix(double a, double b, double t) {
  return a + t * (b - a);
}

// Share of a box of `width` that lies inside a surface at signed distance `d`.
double covered(double d, double width) {
  return std::clamp(0.5 - d / width, 0.0, 1.0);
}

double hermite(double a, double b, double slope_a, double slope_b, double t) {
  const double t2 = t * t;
  const double t3 = t2 * t;
  return (2 * t3 - 3 * t2 + 1) * a + (t3 - 2 * t2 + t) * slope_a + (3 * t2 - 2 * t3) * b +
         (t3 - t2) * slope_b;
}

}  // namespace

TissueField::TissueField(const SpineModel& model, std::vector<Rigid3> model_from_local,
                         std::uint64_t seed)
    : model_(model),
      model_from_local_(std::move(model_from_local)),
      shape_noise_(seed, "phantom/shape", 7),
      marrow_noise_(seed, "phantom/marrow", 3),
      fine_noise_(seed, "phantom/trabeculae", 1.6),
      muscle_noise_(seed, "phantom/muscle", 11),
      organ_noise_(seed, "phantom/organ", 22),
      nerve_noise_(seed, "phantom/nerve", 1.7) {
  RandomStream random(seed, "phantom/tissue");
  marrow_density_ = random.uniform(0.75, 1.4);
  fat_thickness_ = random.uniform(10, 24);
  for (const auto& pose : model_from_local_) local_from_model_.push_back(pose.inverse());

  low_.setConstant(1e9);
  high_.setConstant(-1e9);
  for (const auto& placed : model_.bones) {
    if (!placed.bone.labelled) continue;
    for (int corner = 0; corner < 8; ++corner) {
      const Vector3d p((corner & 1) ? placed.bone.box_high().x() : placed.bone.box_low().x(),
                       (corner & 2) ? placed.bone.box_high().y() : placed.bone.box_low().y(),
                       (corner & 4) ? placed.bone.box_high().z() : placed.bone.box_low().z());
      const Vector3d q = model_from_local_[placed.level] * p;
      low_ = low_.cwiseMin(q);
      high_ = high_.cwiseMax(q);
    }
  }
  build_sections();
}

void TissueField::build_sections() {
  const auto& levels = model_.levels;
  const auto n = levels.size();
  std::vector<Vector3d> canal(n), body(n), up(n);
  for (std::size_t i = 0; i < n; ++i) {
    canal[i] = model_from_local_[i] * Vector3d(0, canal_center_y(levels[i]), 0);
    body[i] = model_from_local_[i].translation_mm();
    up[i] = model_from_local_[i].rotation() * Vector3d::UnitZ();
  }
  sections_z_ = body.back().z() - kBeyond_mm;
  const double top = body.front().z() + kBeyond_mm;
  sections_.resize(static_cast<std::size_t>((top - sections_z_) / kSectionStep_mm) + 2);

  std::size_t upper = n > 1 ? n - 2 : 0;
  for (std::size_t row = 0; row < sections_.size(); ++row) {
    const double z = sections_z_ + kSectionStep_mm * static_cast<double>(row);
    while (upper > 0 && z > body[upper].z()) --upper;
    const std::size_t lower = std::min(upper + 1, n - 1);
    const double span = std::max(body[upper].z() - body[lower].z(), 1.0);
    // t is 0 at the lower level; beyond the ends the column goes on straight.
    const double t = (z - body[lower].z()) / span;
    const double inside = std::clamp(t, 0.0, 1.0);
    const auto curve = [&](const std::vector<Vector3d>& points, int axis) {
      const double slope_low = up[lower][axis] / up[lower].z() * span;
      const double slope_high = up[upper][axis] / up[upper].z() * span;
      const double value =
          hermite(points[lower][axis], points[upper][axis], slope_low, slope_high, inside);
      return value + (t < 0 ? t * slope_low : t > 1 ? (t - 1) * slope_high : 0.0);
    };
    const auto size = [&](auto get) { return mix(get(levels[lower]), get(levels[upper]), inside); };
    auto& s = sections_[row];
    s.level = static_cast<double>(lower) - t * static_cast<double>(lower - upper);
    s.rank = size([](const SpineLevel& l) {
      return l.size.vertebra == vertebra::kT13 ? 19.5 : static_cast<double>(l.size.vertebra);
    });
    s.canal_x = curve(canal, 0);
    s.canal_y = curve(canal, 1);
    s.canal_half_width = size([](const SpineLevel& l) { return l.size.canal_width / 2; });
    s.canal_half_depth = size([](const SpineLevel& l) { return l.size.canal_depth / 2; });
    s.body_x = curve(body, 0);
    s.body_y = curve(body, 1);
    s.body_half_width = size([](const SpineLevel& l) { return l.body.half_width; });
    s.body_half_depth = size([](const SpineLevel& l) { return l.body.half_depth; });
    s.cord_half_width = size([](const SpineLevel& l) { return l.size.cord_width / 2; });
    s.cord_half_depth = size([](const SpineLevel& l) { return l.size.cord_depth / 2; });
  }

  // The back follows the column loosely and leaves room behind every spinous process.
  double mean_y = 0;
  for (const auto& s : sections_) mean_y += s.canal_y / static_cast<double>(sections_.size());
  double clearance = 1e9;
  const auto loose_back = [&](double z) { return 0.65 * section_at(z).canal_y + 0.35 * mean_y; };
  for (const auto& placed : model_.bones) {
    for (const auto& plate : placed.bone.plates) {
      if (plate.subregion != subregion::kSpinousProcess) continue;
      const Vector3d tip = model_from_local_[placed.level] * plate.b;
      clearance = std::min(clearance, loose_back(tip.z()) - tip.y());
    }
  }
  if (clearance > 1e8) clearance = -40;
  for (std::size_t row = 0; row < sections_.size(); ++row) {
    const double z = sections_z_ + kSectionStep_mm * static_cast<double>(row);
    sections_[row].skin_y = loose_back(z) - clearance + 6 + fat_thickness_;
  }
}

const TissueField::Section& TissueField::section_at(double z) const {
  const double row = std::round((z - sections_z_) / kSectionStep_mm);
  return sections_[static_cast<std::size_t>(
      std::clamp(row, 0.0, static_cast<double>(sections_.size() - 1)))];
}

TissueField::Hit TissueField::nearest_bone(const Vector3d& p) const {
  Hit hit;
  for (std::size_t i = 0; i < model_.bones.size(); ++i) {
    const auto& placed = model_.bones[i];
    const Vector3d p_local = local_from_model_[placed.level] * p;
    if (!placed.bone.box_contains(p_local)) continue;
    const BoneDistance d = placed.bone.distance(p_local);
    if (d.mm < hit.mm) {
      hit.second_mm = hit.mm;
      hit.mm = d.mm;
      hit.nearest = d;
      hit.bone = i;
      hit.p_local = p_local;
    } else {
      hit.second_mm = std::min(hit.second_mm, d.mm);
    }
  }
  if (hit.mm < 3) {
    // Offset per bone, so that neighbours differ.
    const double uneven =
        kShapeNoise_mm *
        shape_noise_(hit.p_local + Vector3d(97.0 * static_cast<double>(hit.bone), 0, 0));
    const auto& level = model_.levels[model_.bones[hit.bone].level];
    const bool fused = level.fused_below && hit.p_local.z() < 0;
    hit.mm += uneven;
    if (!fused) hit.mm = std::max(hit.mm, hit.mm - hit.second_mm + kJointGap_mm);
  }
  return hit;
}

double TissueField::bone_value(const Hit& hit, double depth_mm, double width_mm,
                               const TissueValues& values) const {
  const double cortical = value_of(values, Tissue::cortical);
  const double core = covered(depth_mm + hit.nearest.thinness_mm, width_mm);
  if (core <= 0) return cortical;
  const auto& level = model_.levels[model_.bones[hit.bone].level];
  const bool body = subregion::is_body(hit.nearest.subregion);
  const Vector3d& p = hit.p_local;
  const Vector3d q = p + Vector3d(0, 0, 211.0 * static_cast<double>(hit.bone));
  const double texture = 0.6 * marrow_noise_(q) + 0.4 * fine_noise_(q);
  double bone_share = 0.135 * (marrow_density_ - 1) + 0.05 * texture;
  if (!body) bone_share += 0.1;
  double marrow = value_of(values, Tissue::marrow) * (1 + 0.14 * texture);
  if (level.fractured && body && p.z() > -0.2 * level.body.half_height) {
    const double upper = std::clamp(0.3 + p.z() / level.body.half_height, 0.0, 1.0);
    marrow = mix(marrow, value_of(values, Tissue::edema), upper);
    bone_share += 0.08 * upper;
  }
  // The basivertebral vein enters from behind at half height.
  const double vein = std::hypot(p.x() / 5, p.z() / 2.2);
  if (body && vein < 1 && p.y() > -0.1 * level.body.half_depth) {
    marrow = mix(marrow, value_of(values, Tissue::csf), 0.55 * (1 - vein));
    bone_share -= 0.04;
  }
  return mix(cortical, mix(marrow, cortical, bone_share), core);
}

bool TissueField::disc_value(const Vector3d& p, const TissueValues& values, double& value) const {
  for (std::size_t i = 0; i + 1 < model_.levels.size(); ++i) {
    const auto& upper = model_.levels[i];
    const auto& lower = model_.levels[i + 1];
    if (lower.size.vertebra <= 2) continue;  // No disc above C2.
    const Vector3d pu = local_from_model_[i] * p;
    if (pu.z() > 0 || pu.z() < -40) continue;
    const Vector3d pl = local_from_model_[i + 1] * p;
    const double below_upper = end_plate_z(upper.body, pu, -1) - pu.z();
    const double above_lower = pl.z() - end_plate_z(lower.body, pl, 1);
    if (below_upper < -2.5 || above_lower < -2.5) continue;
    const Vector3d rim_u(pu.x(), pu.y(), upper.body.half_height);
    const Vector3d rim_l(pl.x(), pl.y(), lower.body.half_height);
    const double rho = 0.5 * (body_radius(upper.body, rim_u) + body_radius(lower.body, rim_l));
    const double bulge = 1.03 + 0.05 * upper.disc_degeneration;
    if (rho > bulge) continue;
    if (upper.fused_below) {
      value = mix(value_of(values, Tissue::marrow), value_of(values, Tissue::cortical), 0.15);
      return true;
    }
    const double height = std::max(below_upper + above_lower, 0.5);
    const double middle = std::abs(below_upper - above_lower) / height;
    const double core =
        std::clamp((0.72 - rho) / 0.2, 0.0, 1.0) * std::clamp((1.02 - middle) / 0.25, 0.0, 1.0);
    const double sick = upper.disc_degeneration;
    double nucleus =
        mix(value_of(values, Tissue::nucleus), value_of(values, Tissue::degenerated_nucleus), sick);
    if (middle < 0.15)
      nucleus = mix(nucleus, value_of(values, Tissue::annulus), 0.25);  // The cleft.
    value = mix(value_of(values, Tissue::annulus), nucleus, core);
    return true;
  }
  return false;
}

bool TissueField::canal_value(const Vector3d& p, const Section& s, const TissueValues& values,
                              double& value) const {
  const double dx = p.x() - s.canal_x;
  const double dy = p.y() - s.canal_y;
  if (std::hypot(dx / s.canal_half_width, dy / s.canal_half_depth) > 1.02) {
    // Neural foramina: fat with a nerve root below each pedicle.
    const double aside = std::abs(dx) - s.canal_half_width;
    if (aside < 0 || aside > 13 || std::abs(dy) > 0.75 * s.canal_half_depth) return false;
    const double level_mm = 32 * (s.level - std::floor(s.level) - 0.33);
    const bool root = std::hypot(level_mm, dy + 1) < 2.4;
    value = value_of(values, root ? Tissue::nerve : Tissue::fat);
    return true;
  }
  const double sac =
      std::hypot(dx / (0.82 * s.canal_half_width), (dy + 0.6) / (0.82 * s.canal_half_depth));
  if (sac > 1.06) {
    value =
        value_of(values, std::abs(dx) > 0.5 * s.canal_half_width && dy > 0.3 * s.canal_half_depth
                             ? Tissue::ligament
                             : Tissue::fat);
    return true;
  }
  if (sac > 1) {  // Dura.
    value = value_of(values, Tissue::ligament);
    return true;
  }
  const double csf = value_of(values, Tissue::csf);
  if (s.cord_half_width > 1.5) {
    const double cord = std::hypot(dx / s.cord_half_width, (dy + 0.4) / s.cord_half_depth);
    if (cord < 1) {
      const bool grey = std::hypot(dx / s.cord_half_width, dy / s.cord_half_depth) < 0.45;
      value = value_of(values, Tissue::cord) * (grey ? 1.08 : 1);
      return true;
    }
  }
  // Rootlets of the cauda equina lie behind, in the lying patient.
  const bool cauda = s.cord_half_width < 2.6 && dy > -0.15 * s.canal_half_depth;
  const double rootlet =
      cauda ? std::clamp(0.55 + 1.2 * nerve_noise_(Vector3d(p.x(), p.y(), p.z() / 12)), 0.0, 0.9)
            : 0;
  value = mix(csf, value_of(values, Tissue::nerve), rootlet);
  return true;
}

bool TissueField::is_muscle(const Vector3d& p, const Section& s) const {
  const double dx = std::abs(p.x() - s.canal_x);
  const double dy = p.y() - (s.canal_y + s.canal_half_depth);
  // Erector spinae and multifidus behind the transverse processes, thinner in the chest.
  const double chest = std::clamp(1 - std::abs(s.rank - 13) / 7, 0.0, 1.0);
  const double width = 32 - 8 * chest;
  const double depth = 23 - 8 * chest;
  const double u = (dx - width * 0.85) / width;
  const double v = (dy - depth * 0.6) / depth;
  if (dy > -6 && u * u + v * v * std::abs(v) < 1 && u * u + v * v < 1.15) return true;
  if (s.rank < vertebra::kT1 - 0.5) {  // The neck is muscle all around.
    return std::hypot(p.x() - s.canal_x, 1.1 * (p.y() - s.canal_y)) < 55;
  }
  if (s.rank > vertebra::kT12 - 0.5) {  // Psoas, growing downwards.
    const double grown = std::clamp((s.rank - 18.4) / 4.5, 0.1, 1.15);
    const double px = dx - (s.body_half_width + 12 * grown + 1);
    const double py = p.y() - (s.body_y + 5);
    if (std::hypot(px / (14 * grown), py / (19 * grown)) < 1) return true;
    // Quadratus lumborum.
    return std::hypot((dx - 52) / 20, (p.y() - s.canal_y - 4) / 8) < 1;
  }
  return false;
}

bool TissueField::is_vessel(const Vector3d& p, const Section& s) const {
  const double front = s.body_y - s.body_half_depth;
  const double dx = p.x() - s.body_x;
  const double dy = p.y() - front;
  const double spread = 14 * std::max(0.0, s.rank - 23);  // Below L4 both vessels fork.
  const double thin = 1 - 0.4 * std::min(1.0, spread / 6);
  const auto tube = [&](double x, double y, double radius) {
    return std::abs(std::hypot(std::abs(dx - x) - spread, dy - y)) < radius * thin;
  };
  if (s.rank > 11.5 && s.rank < 26 && tube(9, -12, 10)) return true;
  return s.rank > 16.5 && s.rank < 26 && tube(-14, -10, 9.5);
}

double TissueField::trunk_value(const Vector3d& p, const Section& s,
                                const TissueValues& values) const {
  const double u = p.x() / kTrunkHalfWidth_mm;
  const double v = (p.y() - (s.skin_y - kTrunkHalfDepth_mm)) / kTrunkHalfDepth_mm;
  const double r = std::hypot(u, v);
  // The median furrow of the back.
  const double furrow = v > 0 ? 4 * std::exp(-u * u * 120) : 0;
  const double depth = (1 - r) * kTrunkHalfDepth_mm - furrow;
  if (depth < 0) return value_of(values, Tissue::air);
  if (depth < kSkin_mm) return value_of(values, Tissue::skin);
  const double fat = value_of(values, Tissue::fat);
  if (is_muscle(p, s)) {
    const double septum = std::abs(muscle_noise_(Vector3d(p.x(), p.y(), p.z() / 5)));
    const double streak = std::abs(nerve_noise_(Vector3d(p.x() / 2.5, p.y() / 2.5, p.z() / 14)));
    const double share =
        std::max(std::clamp(1 - septum / 0.09, 0.0, 0.8), std::clamp(0.5 - streak / 0.2, 0.0, 0.5));
    return mix(value_of(values, Tissue::muscle), fat, share);
  }
  const double behind = p.y() - (s.canal_y + s.canal_half_depth);
  const double aside_canal = std::abs(p.x() - s.canal_x);
  if (behind > -2 && behind < 30 && aside_canal < 3.5) {
    // Ligaments between the spinous processes, streaked with fat.
    return mix(
        value_of(values, Tissue::ligament), fat,
        std::clamp(0.45 + 0.7 * muscle_noise_(Vector3d(p.x(), 2 * p.y(), 3 * p.z())), 0.1, 0.9));
  }
  if (behind >= 30 && behind < 33 && aside_canal < 3) return value_of(values, Tissue::ligament);
  if (depth < 14 || behind > -12) return fat * (1 + 0.04 * organ_noise_(p));
  if (is_vessel(p, s)) return value_of(values, Tissue::vessel);

  const double front = s.body_y - s.body_half_depth;
  const double aside = std::abs(p.x() - s.body_x) - s.body_half_width;
  const double lung_edge = std::abs(organ_noise_(p)) + std::pow((p.y() - s.body_y) / 40, 2);
  // The lungs reach lower behind than in front of the diaphragm's dome.
  const double lung_base = 17.6 - 0.03 * std::max(0.0, s.body_y - p.y());
  if (s.rank > 7.5 && s.rank < lung_base && depth > 24 && aside > 7 + 5 * lung_edge) {
    return value_of(values, Tissue::lung) * (1 + 0.08 * organ_noise_(p / 2));
  }
  const double near_spine = std::max(aside, front - p.y());
  const double organ = organ_noise_(p) - std::clamp(0.8 - near_spine / 30, 0.0, 0.8);
  return mix(fat, value_of(values, Tissue::organ), std::clamp(0.5 + 5 * (organ + 0.05), 0.0, 1.0));
}

double TissueField::soft_value(const Vector3d& p, const Hit& hit,
                               const TissueValues& values) const {
  if (hit.nearest.mm < kJointGap_mm && hit.second_mm < kJointGap_mm) {
    return value_of(values, Tissue::cartilage);
  }
  double value = 0;
  if (disc_value(p, values, value)) return value;
  const Section& s = section_at(p.z());
  if (canal_value(p, s, values, value)) return value;
  return trunk_value(p, s, values);
}

TissueSample TissueField::sample(const Vector3d& p, const TissueValues& values,
                                 double width_mm) const {
  const Hit hit = nearest_bone(p);
  TissueSample result;
  const double bone = covered(hit.mm, width_mm);
  if (bone < 1) result.value = (1 - bone) * soft_value(p, hit, values);
  if (bone > 0) result.value += bone * bone_value(hit, hit.mm, width_mm, values);
  const Bone* owner = hit.mm < 0 ? &model_.bones[hit.bone].bone : nullptr;
  if (owner && owner->labelled) {
    result.vertebra = static_cast<std::uint8_t>(owner->vertebra);
    result.subregion = static_cast<std::uint8_t>(hit.nearest.subregion);
  }
  return result;
}

}  // namespace transpine
