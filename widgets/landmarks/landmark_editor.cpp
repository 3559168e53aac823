// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/landmark_editor.h"

#include <QUndoCommand>
#include <algorithm>
#include <set>

#include "core/landmarks/next_point.h"
#include "core/landmarks/spine_labels.h"
#include "core/registration/register_vertebrae.h"
#include "widgets/landmarks/subregion_text.h"

namespace transpine {
namespace {

Error no_points() {
  return {"There are no landmark pairs yet.", "Place at least three points that both images have."};
}

QString name_of(LandmarkKey key) {
  return QString::fromStdString(vertebra_name(key.vertebra) + " ") + subregion_text(key.subregion);
}

}  // namespace

/// One step: the whole document before and after. Documents hold a few dozen points.
class LandmarkEditor::Edit : public QUndoCommand {
 public:
  Edit(LandmarkEditor* editor, LandmarkDocument before, LandmarkDocument after, const QString& text,
       int merge_id)
      : QUndoCommand(text),
        editor_(editor),
        before_(std::move(before)),
        after_(std::move(after)),
        merge_id_(merge_id) {}

  void undo() override { show(before_); }
  void redo() override { show(after_); }
  int id() const override { return merge_id_; }
  bool mergeWith(const QUndoCommand* other) override {
    after_ = static_cast<const Edit*>(other)->after_;
    return true;
  }

 private:
  void show(const LandmarkDocument& document) {
    editor_->apply(document);
    Q_EMIT editor_->edited();
  }

  LandmarkEditor* editor_;
  LandmarkDocument before_;
  LandmarkDocument after_;
  int merge_id_;
};

LandmarkEditor::LandmarkEditor(QObject* parent) : QObject(parent), registration_(no_points()) {}

std::vector<LandmarkKey> LandmarkEditor::keys() const {
  const auto order = [](const LandmarkKey& a, const LandmarkKey& b) {
    if (a.vertebra != b.vertebra) return is_cranial_to(a.vertebra, b.vertebra);
    // The body before the processes.
    if ((a.subregion == subregion::kBody) != (b.subregion == subregion::kBody)) {
      return a.subregion == subregion::kBody;
    }
    return a.subregion < b.subregion;
  };
  std::set<LandmarkKey, decltype(order)> keys(order);
  for (const auto& entry : document_.mr) keys.insert(entry.first);
  for (const auto& entry : document_.ct) keys.insert(entry.first);
  return {keys.begin(), keys.end()};
}

void LandmarkEditor::apply(const LandmarkDocument& document) {
  document_ = document;
  update_registration();
  Q_EMIT changed();
}

void LandmarkEditor::update_registration() {
  const LandmarkSet mr = active_points(document_.mr);
  const LandmarkSet ct = active_points(document_.ct);
  by_vertebra_.clear();
  largest_bend_deg_ = 0;
  if (mr.empty() || ct.empty()) {
    registration_ = no_points();
    return;
  }
  const RegistrationChoice chosen = choice();
  RegistrationOptions options;
  options.subregions = chosen.subregions;
  options.trim_fraction = chosen.trim_fraction;
  options.weights = pair_weights(document_);
  if (!chosen.by_vertebra) {
    registration_ = register_landmarks(mr, ct, options);
    return;
  }
  auto vertebrae = register_vertebrae(mr, ct, options);
  if (!vertebrae) {
    registration_ = vertebrae.error();
    return;
  }
  registration_ = std::move(vertebrae->figures);
  by_vertebra_ = std::move(vertebrae->ct_from_mr);
  largest_bend_deg_ = vertebrae->largest_bend_deg;
}

void LandmarkEditor::load(const LandmarkDocument& document) {
  undo_.clear();
  apply(document);
}

void LandmarkEditor::push(const LandmarkDocument& next, const QString& text, int merge_id) {
  if (locked_ || next == document_) return;
  if (merge_id < 0) nudged_.reset();
  undo_.push(new Edit(this, document_, next, text, merge_id));
}

void LandmarkEditor::set_point(LandmarkSide side, LandmarkKey key, const Eigen::Vector3d& p_mm,
                               LandmarkSource source) {
  LandmarkDocument next = document_;
  auto& points = side == LandmarkSide::mr ? next.mr : next.ct;
  const auto& others = side == LandmarkSide::mr ? next.ct : next.mr;
  const bool is_new = !points.contains(key);
  Landmark& landmark = points[key];
  if (landmark.locked) return;
  // A pair counts, and is seen, as the point that was there first.
  if (const auto other = others.find(key); is_new && other != others.end()) {
    landmark.weight = other->second.weight;
    landmark.visible = other->second.visible;
  }
  landmark.p_mm = p_mm;
  landmark.state =
      source == LandmarkSource::manual ? LandmarkState::placed : LandmarkState::automatic;
  landmark.source = source;
  push(next, tr("Place %1").arg(name_of(key)));
}

void LandmarkEditor::drag_point(LandmarkSide side, LandmarkKey key, const Eigen::Vector3d& p_mm,
                                bool finished) {
  LandmarkDocument next = document_;
  auto& points = side == LandmarkSide::mr ? next.mr : next.ct;
  const auto it = points.find(key);
  if (it == points.end() || it->second.locked) return;
  it->second.p_mm = p_mm;
  it->second.state = LandmarkState::placed;
  it->second.source = LandmarkSource::manual;
  push(next, tr("Move %1").arg(name_of(key)), 1 + drag_serial_);
  if (finished) ++drag_serial_;
}

void LandmarkEditor::nudge(LandmarkSide side, LandmarkKey key, const Eigen::Vector3d& step_mm) {
  const auto& points = side == LandmarkSide::mr ? document_.mr : document_.ct;
  const auto it = points.find(key);
  if (it == points.end()) return;
  const auto target = std::pair(side, key);
  if (nudged_ != target) ++drag_serial_;
  nudged_ = target;
  drag_point(side, key, it->second.p_mm + step_mm, false);
}

void LandmarkEditor::remove(LandmarkKey key) {
  LandmarkDocument next = document_;
  for (auto* points : {&next.mr, &next.ct}) {
    const auto it = points->find(key);
    if (it != points->end() && !it->second.locked) points->erase(it);
  }
  push(next, tr("Delete %1").arg(name_of(key)));
}

template <class Change>
void LandmarkEditor::change_pair(LandmarkKey key, const QString& text, const Change& change) {
  LandmarkDocument next = document_;
  for (auto* points : {&next.mr, &next.ct}) {
    const auto it = points->find(key);
    if (it != points->end()) change(it->second);
  }
  push(next, text);
}

bool LandmarkEditor::is_used(LandmarkKey key) const {
  for (const auto* points : {&document_.mr, &document_.ct}) {
    const auto it = points->find(key);
    if (it != points->end() && it->second.state == LandmarkState::excluded) return false;
  }
  return true;
}

void LandmarkEditor::set_used(LandmarkKey key, bool used) {
  change_pair(key, used ? tr("Use %1").arg(name_of(key)) : tr("Leave out %1").arg(name_of(key)),
              [used](Landmark& landmark) {
                landmark.state = used ? LandmarkState::confirmed : LandmarkState::excluded;
              });
}

void LandmarkEditor::set_weight(LandmarkKey key, double weight) {
  change_pair(key, tr("Weight of %1").arg(name_of(key)),
              [weight](Landmark& landmark) { landmark.weight = std::max(0.0, weight); });
}

double LandmarkEditor::weight(LandmarkKey key) const {
  const auto weights = pair_weights(document_);
  const auto it = weights.find(key);
  return it == weights.end() ? 1 : it->second;
}

void LandmarkEditor::set_point_locked(LandmarkKey key, bool locked) {
  change_pair(key, locked ? tr("Lock %1").arg(name_of(key)) : tr("Unlock %1").arg(name_of(key)),
              [locked](Landmark& landmark) { landmark.locked = locked; });
}

bool LandmarkEditor::is_point_locked(LandmarkKey key) const {
  const auto locked = [&](const auto& points) {
    const auto it = points.find(key);
    return it != points.end() && it->second.locked;
  };
  return locked(document_.mr) || locked(document_.ct);
}

void LandmarkEditor::set_visible(LandmarkKey key, bool visible) {
  change_pair(key, visible ? tr("Show %1").arg(name_of(key)) : tr("Hide %1").arg(name_of(key)),
              [visible](Landmark& landmark) { landmark.visible = visible; });
}

bool LandmarkEditor::is_visible(LandmarkKey key) const {
  const auto hidden = [&](const auto& points) {
    const auto it = points.find(key);
    return it != points.end() && !it->second.visible;
  };
  return !hidden(document_.mr) && !hidden(document_.ct);
}

bool LandmarkEditor::shift_levels(int levels, bool in_mr, bool in_ct) {
  const auto next = shifted_levels(document_, levels, in_mr, in_ct);
  if (!next) return false;
  push(*next, levels > 0 ? tr("Rename levels downwards") : tr("Rename levels upwards"));
  return true;
}

RegistrationChoice LandmarkEditor::choice() const {
  return document_.choice.value_or(
      RegistrationChoice{{subregion::kBody, subregion::kSpinousProcess}, false, 0});
}

void LandmarkEditor::set_choice(const RegistrationChoice& chosen) {
  if (chosen == choice()) return;
  LandmarkDocument next = document_;
  next.choice = chosen;
  push(next, tr("Register another way"));
}

void LandmarkEditor::replace(const LandmarkDocument& document, const QString& step) {
  push(document, step);
}

std::optional<Rigid3> LandmarkEditor::ct_from_mr_at(int vertebra) const {
  const auto own = by_vertebra_.find(vertebra);
  if (own != by_vertebra_.end()) return own->second;
  return registration_ ? std::optional(registration_->ct_from_mr) : std::nullopt;
}

bool LandmarkEditor::is_outlier(LandmarkKey key) const {
  if (!registration_) return false;
  const auto& outliers = registration_->outliers;
  return std::any_of(outliers.begin(), outliers.end(),
                     [&](const PointResidual& point) { return point.key == key; });
}

std::optional<PointResidual> LandmarkEditor::residual_of(LandmarkKey key) const {
  if (!registration_) return std::nullopt;
  for (const auto* points : {&registration_->points, &registration_->outliers}) {
    for (const PointResidual& point : *points) {
      if (point.key == key) return point;
    }
  }
  return std::nullopt;
}

}  // namespace transpine
