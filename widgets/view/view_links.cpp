// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/view_links.h"

#include <algorithm>

namespace transpine {

void ViewLinks::add(LinkedCursor* cursor) {
  members_.push_back({cursor, 1});
  connect(cursor, &LinkedCursor::moved, this, [this, cursor] {
    if (!aspects_.cursor) return;
    for_partners(cursor, [&](LinkedCursor* other) { other->move_to(cursor->position_mm()); });
  });
  connect(cursor, &LinkedCursor::stepped, this, [this, cursor](const Eigen::Vector3d& shift_mm) {
    // With linked places the move itself has brought the others here.
    if (aspects_.cursor || !aspects_.slice) return;
    for_partners(cursor,
                 [&](LinkedCursor* other) { other->move_to(other->position_mm() + shift_mm); });
  });
  connect(cursor, &LinkedCursor::jumped, this, [this, cursor] {
    if (!aspects_.cursor) return;
    for_partners(cursor, [&](LinkedCursor* other) {
      if (aspects_.pan) {
        other->jump_to(cursor->position_mm());
      } else {
        other->move_to(cursor->position_mm());
      }
    });
  });
  connect(cursor, &LinkedCursor::zoomed, this, [this, cursor] {
    if (!aspects_.zoom) return;
    for_partners(cursor,
                 [&](LinkedCursor* other) { other->set_mm_per_pixel(cursor->mm_per_pixel()); });
  });
  connect(cursor, &LinkedCursor::panned, this, [this, cursor](const Eigen::Vector3d& shift_mm) {
    if (!aspects_.pan) return;
    for_partners(cursor, [&](LinkedCursor* other) { other->pan_by(shift_mm); });
  });
}

void ViewLinks::clear() {
  for (const Member& member : members_) disconnect(member.cursor, nullptr, this, nullptr);
  members_.clear();
}

void ViewLinks::set_aspects(const LinkAspects& aspects) {
  const bool joins_places = aspects.cursor && !aspects_.cursor;
  aspects_ = aspects;
  if (!joins_places) return;
  // The first of each group leads when places are linked again.
  for (const Member& member : members_) {
    const auto leader = std::find_if(members_.begin(), members_.end(), [&](const Member& other) {
      return other.group == member.group;
    });
    if (member.group != 0 && leader->cursor != member.cursor) {
      member.cursor->move_to(leader->cursor->position_mm());
    }
  }
}

void ViewLinks::set_group(LinkedCursor* cursor, int group) {
  for (Member& member : members_) {
    if (member.cursor == cursor) member.group = group;
  }
}

int ViewLinks::group_of(const LinkedCursor* cursor) const {
  for (const Member& member : members_) {
    if (member.cursor == cursor) return member.group;
  }
  return 0;
}

template <class Do>
void ViewLinks::for_partners(const LinkedCursor* from, const Do& act) {
  if (busy_) return;  // The partners' own signals say what they were told.
  const int group = group_of(from);
  if (group == 0) return;
  busy_ = true;
  for (const Member& member : members_) {
    if (member.cursor != from && member.group == group) act(member.cursor);
  }
  busy_ = false;
}

}  // namespace transpine
