#![doc = include_str!("../README.md")]
//!
//! Reading order: [`request`], [`lifecycle`], [`intake`], [`handling`], [`giving`], [`merging`], [`subrequests`], [`answering`], [`access`], [`caller`],
//! [`telling`], [`messages`], [`mod@list`], [`queue`], [`saved`], [`search`], [`photos`], [`attachments`], [`visits`], [`bulk`], [`triage`], [`misrouting`], [`retention`], [`batch`], then `store`.

pub mod access;
pub mod answering;
pub mod attachments;
pub mod batch;
pub mod bulk;
pub mod caller;
pub mod giving;
pub mod handling;
pub mod intake;
pub mod lifecycle;
pub mod list;
pub mod merging;
pub mod messages;
pub mod misrouting;
pub mod partners;
pub mod photos;
pub mod queue;
pub mod request;
pub mod retention;
pub mod saved;
pub mod search;
mod store;
#[cfg(test)]
mod stories;
pub mod subrequests;
pub mod telling;
pub mod triage;
pub mod visits;

pub use self::store::{
    Event, NearbyRequest, PublicRequest, PublicStep, Sight, count, count_queue, find, find_by_id, find_submission,
    here, list, list_found, list_public, list_queue, merged_into, nearby, requesters_of, sights_changed, sights_kept,
    steps_between, steps_of, timeline,
};
pub use self::store::{Transfer, count_held, count_whole, oldest_open, transfers};
pub use self::store::{Watched, last_change, watched};
pub use answering::{answer, join};
pub use bulk::{BulkEvent, BulkPromise, BulkRequest, BulkRequester};
pub use giving::{give, give_back};
pub use handling::{
    ActError, add_detail, add_requester, ask, ask_reopening, assign, close, decline_reopening, hold, move_to, note,
    plan, reopen, take,
};
pub use intake::{Draft, Receipt, SubmitError, submit};
pub use lifecycle::{Grounds, Status, StatusError};
pub use list::{Filter, Order};
pub use merging::{MergeError, followed, merge, separate};
pub use queue::{Counted, Listed, Queue, QueueOrder};
pub use request::{
    Assignee, Audience, Channel, Contact, Description, DescriptionError, Nature, Outcome, Place, Promise, Reference,
    Request, Route,
};
pub use subrequests::{NewSubrequest, SubrequestError, open_subrequest, subrequests_of};

/// Tables of this domain.
pub const MIGRATIONS: &[::store::Migration] = &[
    ::store::Migration { name: "20261124_40_request", sql: include_str!("../migrations/20261124_40_request.sql") },
    ::store::Migration { name: "20261125_41_end_known", sql: include_str!("../migrations/20261125_41_end_known.sql") },
    ::store::Migration { name: "20261125_42_photo", sql: include_str!("../migrations/20261125_42_photo.sql") },
    ::store::Migration { name: "20261125_45_queue", sql: include_str!("../migrations/20261125_45_queue.sql") },
    ::store::Migration { name: "20261125_46_known", sql: include_str!("../migrations/20261125_46_known.sql") },
    ::store::Migration {
        name: "20261125_47_open_service",
        sql: include_str!("../migrations/20261125_47_open_service.sql"),
    },
    ::store::Migration { name: "20261125_50_merging", sql: include_str!("../migrations/20261125_50_merging.sql") },
    ::store::Migration { name: "20261125_51_disposal", sql: include_str!("../migrations/20261125_51_disposal.sql") },
    ::store::Migration {
        name: "20261125_52_import_flag",
        sql: include_str!("../migrations/20261125_52_import_flag.sql"),
    },
    ::store::Migration { name: "20261125_53_shown", sql: include_str!("../migrations/20261125_53_shown.sql") },
    ::store::Migration {
        name: "20261125_54_joined_photo",
        sql: include_str!("../migrations/20261125_54_joined_photo.sql"),
    },
    ::store::Migration { name: "20261125_55_search", sql: include_str!("../migrations/20261125_55_search.sql") },
    ::store::Migration { name: "20261125_56_triage", sql: include_str!("../migrations/20261125_56_triage.sql") },
    ::store::Migration {
        name: "20261125_57_saved_queue",
        sql: include_str!("../migrations/20261125_57_saved_queue.sql"),
    },
    ::store::Migration { name: "20261125_58_batch", sql: include_str!("../migrations/20261125_58_batch.sql") },
    ::store::Migration { name: "20261125_59_caller", sql: include_str!("../migrations/20261125_59_caller.sql") },
    ::store::Migration {
        name: "20261125_72_unit_figures",
        sql: include_str!("../migrations/20261125_72_unit_figures.sql"),
    },
    ::store::Migration { name: "20261125_80_place", sql: include_str!("../migrations/20261125_80_place.sql") },
    ::store::Migration { name: "20261125_82_cover", sql: include_str!("../migrations/20261125_82_cover.sql") },
    ::store::Migration { name: "20261125_83_partner", sql: include_str!("../migrations/20261125_83_partner.sql") },
    ::store::Migration { name: "20261125_84_sooner", sql: include_str!("../migrations/20261125_84_sooner.sql") },
    ::store::Migration {
        name: "20261125_85_attachment",
        sql: include_str!("../migrations/20261125_85_attachment.sql"),
    },
    ::store::Migration { name: "20261125_87_orders", sql: include_str!("../migrations/20261125_87_orders.sql") },
    ::store::Migration {
        name: "20261125_88_journal_words",
        sql: include_str!("../migrations/20261125_88_journal_words.sql"),
    },
    ::store::Migration {
        name: "20261125_89_subrequest",
        sql: include_str!("../migrations/20261125_89_subrequest.sql"),
    },
];

pub const TEXTS: web::texts::Source =
    web::texts::Source { fr: include_str!("../texts/fr.ftl"), en: include_str!("../texts/en.ftl") };
