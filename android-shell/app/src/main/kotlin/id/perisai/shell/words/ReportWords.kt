package id.perisai.shell.words

import id.perisai.field.core.Dimension
import id.perisai.field.core.FindingKind
import id.perisai.field.core.FunnelStep
import id.perisai.field.core.Measure
import id.perisai.field.core.MeasureUnit
import id.perisai.field.core.ReportName
import id.perisai.field.core.State
import id.perisai.field.core.WhyLeftOut
import id.perisai.shell.R

/** A report. */
fun words(reportName: ReportName): Int = when (reportName) {
    ReportName.CO_ORIENTATION -> R.string.report_co_orientation
    ReportName.SHIFT -> R.string.report_shift
    ReportName.OBJECTIONS -> R.string.report_objections
    ReportName.FIGURES -> R.string.report_figures
    ReportName.REPRESENTATION -> R.string.report_representation
    ReportName.FUNNEL -> R.string.report_funnel
    ReportName.FAILED_REGISTRATIONS -> R.string.report_failed_registrations
    ReportName.TARGETS -> R.string.report_targets
    ReportName.RETENTION -> R.string.report_retention
    ReportName.DUE -> R.string.report_due
    ReportName.TWO_WAY -> R.string.report_two_way
    ReportName.EVALUATION -> R.string.report_evaluation
    ReportName.MESSAGES -> R.string.report_messages
    ReportName.TRAINING -> R.string.report_training
    ReportName.SUPPORT -> R.string.report_support
    ReportName.DATA_QUALITY -> R.string.report_data_quality
}

/** What a figure of a report measures. */
fun words(measure: Measure): Int = when (measure) {
    Measure.WORLDVIEW -> R.string.measure_worldview
    Measure.WORLDVIEW_SHRUNK -> R.string.measure_worldview_shrunk
    Measure.AGREEMENT -> R.string.measure_agreement
    Measure.CONGRUENCY_WORKER -> R.string.measure_congruency_worker
    Measure.ACCURACY_WORKER -> R.string.measure_accuracy_worker
    Measure.ACCURACY_AGENT -> R.string.measure_accuracy_agent
    Measure.CONGRUENCY_AGENT -> R.string.measure_congruency_agent
    Measure.DISTANCE -> R.string.measure_distance
    Measure.STATE_SHARE -> R.string.measure_state_share
    Measure.SHIFT -> R.string.measure_shift
    Measure.SHIFT_DIFFERENCE -> R.string.measure_shift_difference
    Measure.ROSE -> R.string.measure_rose
    Measure.FELL -> R.string.measure_fell
    Measure.TRANSITION -> R.string.measure_transition
    Measure.PREVALENCE -> R.string.measure_prevalence
    Measure.RESOLVED -> R.string.measure_resolved
    Measure.NOMINATION_SHARE -> R.string.measure_nomination_share
    Measure.HAMLETS_NAMING -> R.string.measure_hamlets_naming
    Measure.SEGMENTS_NAMING -> R.string.measure_segments_naming
    Measure.TRUST -> R.string.measure_trust
    Measure.PROMISES_KEPT -> R.string.measure_promises_kept
    Measure.COVERED -> R.string.measure_covered
    Measure.HEADS_HELD_FIRST -> R.string.measure_heads_held_first
    Measure.SAMPLE_SHARE -> R.string.measure_sample_share
    Measure.POPULATION_SHARE -> R.string.measure_population_share
    Measure.REPRESENTATION_RATIO -> R.string.measure_representation_ratio
    Measure.NEVER_REACHED -> R.string.measure_never_reached
    Measure.HINDERED_BY -> R.string.measure_hindered_by
    Measure.FOLLOWS_MEDIA -> R.string.measure_follows_media
    Measure.ASKS_WHOM -> R.string.measure_asks_whom
    Measure.OBJECTS -> R.string.measure_objects
    Measure.REACHED -> R.string.measure_reached
    Measure.CONVERSION -> R.string.measure_conversion
    Measure.DAYS_FROM_BEFORE -> R.string.measure_days_from_before
    Measure.FAILURE_SHARE -> R.string.measure_failure_share
    Measure.HOURS_TO_RESOLVE -> R.string.measure_hours_to_resolve
    Measure.TARGET -> R.string.measure_target
    Measure.REALISED -> R.string.measure_realised
    Measure.ATTAINMENT -> R.string.measure_attainment
    Measure.PACE -> R.string.measure_pace
    Measure.RATE_REQUIRED -> R.string.measure_rate_required
    Measure.GAP_SHARE -> R.string.measure_gap_share
    Measure.CAUSE_SHARE -> R.string.measure_cause_share
    Measure.PAID -> R.string.measure_paid
    Measure.SURVIVAL -> R.string.measure_survival
    Measure.LAPSE_HAZARD -> R.string.measure_lapse_hazard
    Measure.CONTRIBUTION_DENSITY -> R.string.measure_contribution_density
    Measure.ANSWERED_IN_TIME -> R.string.measure_answered_in_time
    Measure.CHANNEL_SHARE -> R.string.measure_channel_share
    Measure.DECIDED_IN_TIME -> R.string.measure_decided_in_time
    Measure.CITING_RECORDS -> R.string.measure_citing_records
    Measure.REGISTERED -> R.string.measure_registered
    Measure.CERTIFIED -> R.string.measure_certified
    Measure.QUOTA_USED -> R.string.measure_quota_used
    Measure.PAID_ON -> R.string.measure_paid_on
    Measure.TOO_FAST -> R.string.measure_too_fast
    Measure.SAME_ANSWER -> R.string.measure_same_answer
    Measure.CHECKED -> R.string.measure_checked
    Measure.CHECK_DIFFERENCE -> R.string.measure_check_difference
    Measure.CONFLICT_AGE -> R.string.measure_conflict_age
    Measure.CONSENT_COVERAGE -> R.string.measure_consent_coverage
}

/** In what a figure is counted. */
fun words(measureUnit: MeasureUnit): Int = when (measureUnit) {
    MeasureUnit.SHARE -> R.string.measure_unit_share
    MeasureUnit.POINTS -> R.string.measure_unit_points
    MeasureUnit.COUNT -> R.string.measure_unit_count
    MeasureUnit.RATIO -> R.string.measure_unit_ratio
    MeasureUnit.DAYS -> R.string.measure_unit_days
    MeasureUnit.HOURS -> R.string.measure_unit_hours
    MeasureUnit.PER_DAY -> R.string.measure_unit_per_day
}

/** By what figures are split. */
fun words(dimension: Dimension): Int = when (dimension) {
    Dimension.SEGMENT -> R.string.dimension_segment
    Dimension.VILLAGE -> R.string.dimension_village
    Dimension.FIGURE -> R.string.dimension_figure
    Dimension.MESSAGE -> R.string.dimension_message
    Dimension.AGENT -> R.string.dimension_agent
    Dimension.COHORT -> R.string.dimension_cohort
    Dimension.MONTH -> R.string.dimension_month
    Dimension.CONTRIBUTION_MONTH -> R.string.dimension_contribution_month
    Dimension.OBJECTION -> R.string.dimension_objection
    Dimension.BRIDGE -> R.string.dimension_bridge
    Dimension.STATE_BEFORE -> R.string.dimension_state_before
    Dimension.STATE -> R.string.dimension_state
    Dimension.STEP -> R.string.dimension_step
    Dimension.CAUSE -> R.string.dimension_cause
    Dimension.PAYER -> R.string.dimension_payer
    Dimension.KIND -> R.string.dimension_kind
    Dimension.QUESTION -> R.string.dimension_question
    Dimension.MODULE -> R.string.dimension_module
    Dimension.SUPPORT -> R.string.dimension_support
    Dimension.TARGET -> R.string.dimension_target
    Dimension.PURPOSE -> R.string.dimension_purpose
    Dimension.CHANNEL -> R.string.dimension_channel
    Dimension.BARRIER -> R.string.dimension_barrier
    Dimension.MEDIA -> R.string.dimension_media
    Dimension.WHOM_ASKED -> R.string.dimension_whom_asked
}

/** What a report finds beside figures. */
fun words(findingKind: FindingKind): Int = when (findingKind) {
    FindingKind.GROUP_STATE -> R.string.finding_group_state
    FindingKind.FLAG -> R.string.finding_flag
    FindingKind.BASIS -> R.string.finding_basis
    FindingKind.STAGE -> R.string.finding_stage
    FindingKind.COVERS -> R.string.finding_covers
    FindingKind.COUNTS_FROM -> R.string.finding_counts_from
    FindingKind.INSTRUMENT -> R.string.finding_instrument
    FindingKind.TARGET_OF_ZERO -> R.string.finding_target_of_zero
    FindingKind.NO_SPLIT -> R.string.finding_no_split
    FindingKind.HALF_LAPSED -> R.string.finding_half_lapsed
}

/** A step from the first conversation on. */
fun words(funnelStep: FunnelStep): Int = when (funnelStep) {
    FunnelStep.ENCOUNTERED -> R.string.funnel_step_encountered
    FunnelStep.UNDERSTANDS -> R.string.funnel_step_understands
    FunnelStep.INTENDS -> R.string.funnel_step_intends
    FunnelStep.SUBMITTED -> R.string.funnel_step_submitted
    FunnelStep.VERIFIED -> R.string.funnel_step_verified
    FunnelStep.FIRST_PAYMENT -> R.string.funnel_step_first_payment
    FunnelStep.RENEWED -> R.string.funnel_step_renewed
    FunnelStep.THIRTEENTH_MONTH -> R.string.funnel_step_thirteenth_month
}

/** Where worker and branch stand to each other. */
fun words(state: State): Int = when (state) {
    State.CONSENSUS -> R.string.state_consensus
    State.FALSE_CONFLICT -> R.string.state_false_conflict
    State.FALSE_CONSENSUS -> R.string.state_false_consensus
    State.DISSENSUS -> R.string.state_dissensus
}

/** Why something is not in a report. */
fun words(whyLeftOut: WhyLeftOut): Int = when (whyLeftOut) {
    WhyLeftOut.TOO_FEW -> R.string.left_out_too_few
    WhyLeftOut.DIFFERENCING -> R.string.left_out_differencing
    WhyLeftOut.OTHER_INSTRUMENT -> R.string.left_out_other_instrument
    WhyLeftOut.TOO_FEW_ITEMS -> R.string.left_out_too_few_items
    WhyLeftOut.NO_PANEL -> R.string.left_out_no_panel
    WhyLeftOut.NO_POPULATION -> R.string.left_out_no_population
    WhyLeftOut.UNREAD -> R.string.left_out_unread
    WhyLeftOut.SCOPE -> R.string.left_out_scope
    WhyLeftOut.NOT_YET_KNOWN -> R.string.left_out_not_yet_known
}
