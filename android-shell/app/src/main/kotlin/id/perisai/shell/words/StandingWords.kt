package id.perisai.shell.words

import id.perisai.field.core.AgentRole
import id.perisai.field.core.AgentStatus
import id.perisai.field.core.AttentionKind
import id.perisai.field.core.ConflictKind
import id.perisai.field.core.ConflictStatus
import id.perisai.field.core.FailureCause
import id.perisai.field.core.FormKind
import id.perisai.field.core.MembershipStatus
import id.perisai.field.core.RecoveryState
import id.perisai.field.core.ReceiptStatus
import id.perisai.field.core.RecordStatus
import id.perisai.field.core.RegistrationStatus
import id.perisai.shell.R

/** Where a record stands between this phone and the branch. */
fun words(recordStatus: RecordStatus): Int = when (recordStatus) {
    RecordStatus.SYNCED -> R.string.status_synced
    RecordStatus.PENDING -> R.string.status_pending
    RecordStatus.SENDING -> R.string.status_sending
    RecordStatus.HELD -> R.string.status_held
    RecordStatus.CONTESTED -> R.string.status_contested
    RecordStatus.REJECTED -> R.string.status_rejected
}

/** What needs a look. */
fun words(attentionKind: AttentionKind): Int = when (attentionKind) {
    AttentionKind.CONFLICT -> R.string.attention_kind_conflict
    AttentionKind.DUPLICATE -> R.string.attention_kind_duplicate
    AttentionKind.PAID_TWICE -> R.string.attention_kind_paid_twice
    AttentionKind.REJECTED -> R.string.attention_kind_rejected
    AttentionKind.HELD -> R.string.attention_kind_held
    AttentionKind.MERGED -> R.string.attention_kind_merged
    AttentionKind.UNKNOWN_TO_BRANCH -> R.string.attention_kind_unknown_to_branch
    AttentionKind.CONSENT_WITHDRAWN -> R.string.attention_kind_consent_withdrawn
    AttentionKind.MONEY_OVERDUE -> R.string.attention_kind_money_overdue
    AttentionKind.LIST_EXPIRED -> R.string.attention_kind_list_expired
    AttentionKind.PROFILE_EXPIRED -> R.string.attention_kind_profile_expired
}

/** Where a registration stands. */
fun words(registrationStatus: RegistrationStatus): Int = when (registrationStatus) {
    RegistrationStatus.DRAFT -> R.string.registration_status_draft
    RegistrationStatus.SUBMITTED -> R.string.registration_status_submitted
    RegistrationStatus.CANCELLED -> R.string.registration_status_cancelled
    RegistrationStatus.NEEDS_CORRECTION -> R.string.registration_status_needs_correction
    RegistrationStatus.VERIFIED -> R.string.registration_status_verified
    RegistrationStatus.REJECTED -> R.string.registration_status_rejected
    RegistrationStatus.DUPLICATE_SUSPECTED -> R.string.registration_status_duplicate_suspected
    RegistrationStatus.AWAITING_PAYMENT -> R.string.registration_status_awaiting_payment
    RegistrationStatus.ACTIVE -> R.string.registration_status_active
}

/** Why a registration came to nothing, or came back. */
fun words(failureCause: FailureCause): Int = when (failureCause) {
    FailureCause.NIK_MISMATCH -> R.string.failure_cause_nik_mismatch
    FailureCause.DOCUMENTS -> R.string.failure_cause_documents
    FailureCause.AGE -> R.string.failure_cause_age
    FailureCause.ALREADY_REGISTERED -> R.string.failure_cause_already_registered
    FailureCause.NOT_PAID -> R.string.failure_cause_not_paid
    FailureCause.WITHDRAWN -> R.string.failure_cause_withdrawn
    FailureCause.OTHER -> R.string.failure_cause_other
}

/** Where entrusted money is. */
fun words(receiptStatus: ReceiptStatus): Int = when (receiptStatus) {
    ReceiptStatus.ENTRUSTED -> R.string.receipt_status_entrusted
    ReceiptStatus.HANDED_OVER -> R.string.receipt_status_handed_over
    ReceiptStatus.SETTLED -> R.string.receipt_status_settled
    ReceiptStatus.RETURNED -> R.string.receipt_status_returned
    ReceiptStatus.DISPUTED -> R.string.receipt_status_disputed
}

/** Where cover stands, by the branch's word. */
fun words(membershipStatus: MembershipStatus): Int = when (membershipStatus) {
    MembershipStatus.ACTIVE -> R.string.membership_status_active
    MembershipStatus.IN_ARREARS -> R.string.membership_status_in_arrears
    MembershipStatus.ENDED -> R.string.membership_status_ended
    MembershipStatus.INACTIVE_AFTER_JHT -> R.string.membership_status_inactive_after_jht
}

/** What a conflict is about. */
fun words(conflictKind: ConflictKind): Int = when (conflictKind) {
    ConflictKind.FIELD -> R.string.conflict_kind_field
    ConflictKind.DUPLICATE -> R.string.conflict_kind_duplicate
    ConflictKind.RECEIPT -> R.string.conflict_kind_receipt
}

/** Whether it is decided. */
fun words(conflictStatus: ConflictStatus): Int = when (conflictStatus) {
    ConflictStatus.OPEN -> R.string.conflict_status_open
    ConflictStatus.RESOLVED -> R.string.conflict_status_resolved
}

/** What an agent may do. */
fun words(agentRole: AgentRole): Int = when (agentRole) {
    AgentRole.PERISAI_AGENT -> R.string.agent_role_perisai_agent
    AgentRole.ACCOUNT_REPRESENTATIVE -> R.string.agent_role_account_representative
    AgentRole.SUPERVISOR -> R.string.agent_role_supervisor
    AgentRole.BRANCH_ADMIN -> R.string.agent_role_branch_admin
}

/** Whether an agent works. */
fun words(agentStatus: AgentStatus): Int = when (agentStatus) {
    AgentStatus.ACTIVE -> R.string.agent_status_active
    AgentStatus.ENDED -> R.string.agent_status_ended
}

/** What a form becomes. */
fun words(formKind: FormKind): Int = when (formKind) {
    FormKind.REGISTRATION -> R.string.form_kind_registration
    FormKind.WORKER -> R.string.form_kind_worker
    FormKind.MEETING -> R.string.form_kind_meeting
    FormKind.CONVERSATION -> R.string.form_kind_conversation
    FormKind.EVENT -> R.string.form_kind_event
    FormKind.FORUM -> R.string.form_kind_forum
    FormKind.FIGURE -> R.string.form_kind_figure
    FormKind.NOMINATION -> R.string.form_kind_nomination
    FormKind.RELATIONSHIP -> R.string.form_kind_relationship
    FormKind.PARTNER -> R.string.form_kind_partner
    FormKind.MONEY -> R.string.form_kind_money
    FormKind.CONSENT -> R.string.form_kind_consent
    FormKind.WITHDRAWAL -> R.string.form_kind_withdrawal
    FormKind.CORRECTION -> R.string.form_kind_correction
}

/** Whether the branch can give this phone its keys back, where its PIN is forgotten. */
fun words(recoveryState: RecoveryState): Int = when (recoveryState) {
    RecoveryState.NOT_YET -> R.string.recovery_state_not_yet
    RecoveryState.READY -> R.string.recovery_state_ready
    RecoveryState.ASKED -> R.string.recovery_state_asked
}
