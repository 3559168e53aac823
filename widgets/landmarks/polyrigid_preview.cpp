// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/polyrigid_preview.h"

#include "core/image/resample.h"
#include "widgets/backend/backend.h"

namespace transpine {
namespace {

constexpr int kRest_ms = 300;
constexpr double kAir_hu = -1000;

}  // namespace

PolyrigidPreview::PolyrigidPreview(Backend* backend, QObject* parent)
    : QObject(parent), backend_(backend) {
  rest_.setSingleShot(true);
  rest_.setInterval(kRest_ms);
  connect(&rest_, &QTimer::timeout, this, &PolyrigidPreview::start);
}

void PolyrigidPreview::request(const PolyrigidParts& parts, const Volume& ct, const Grid& mr) {
  cancel();
  parts_ = parts;
  ct_ = ct;
  mr_ = mr;
  rest_.start();
}

void PolyrigidPreview::cancel() {
  rest_.stop();
  ++generation_;
  if (job_ != 0) backend_->cancel(job_);
  job_ = 0;
}

void PolyrigidPreview::start() {
  job_ = backend_->run<Volume>(
      tr("Bend the CT onto the MR"), JobLane::processor,
      [parts = parts_, ct = ct_, mr = mr_](JobContext& job) -> Result<Volume> {
        auto transform = polyrigid_of(parts);
        if (!transform) return transform.error();
        auto on_mr = resample(ct, mr, *transform, Interpolation::linear, kAir_hu, job);
        if (!on_mr) return on_mr.error();
        return on_mr->as(ScalarType::int16);
      },
      this,
      [this, generation = generation_](const Result<Volume>& on_mr) {
        if (generation != generation_) return;
        job_ = 0;
        if (on_mr) Q_EMIT ready(*on_mr);
      },
      JobListing::while_active);
}

}  // namespace transpine
