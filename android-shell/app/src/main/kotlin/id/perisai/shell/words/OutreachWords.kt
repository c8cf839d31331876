package id.perisai.shell.words

import id.perisai.field.core.EventKind
import id.perisai.field.core.FigureRole
import id.perisai.field.core.FollowUpKind
import id.perisai.field.core.FollowUpResult
import id.perisai.field.core.GapCause
import id.perisai.field.core.IdentifiedBy
import id.perisai.field.core.NominationQuestion
import id.perisai.field.core.PartnerKind
import id.perisai.field.core.Stage
import id.perisai.field.core.SupportKind
import id.perisai.field.core.TargetMeasure
import id.perisai.field.core.TrainingModule
import id.perisai.shell.R

/** What kind of event. */
fun words(eventKind: EventKind): Int = when (eventKind) {
    EventKind.FORUM -> R.string.event_kind_forum
    EventKind.CAMPUS -> R.string.event_kind_campus
    EventKind.COUNSELLING -> R.string.event_kind_counselling
    EventKind.ENTERPRISE_TRAINING -> R.string.event_kind_enterprise_training
    EventKind.FAMILY -> R.string.event_kind_family
    EventKind.RELIGIOUS -> R.string.event_kind_religious
    EventKind.CIVIC -> R.string.event_kind_civic
}

/** What a figure is, publicly. */
fun words(figureRole: FigureRole): Int = when (figureRole) {
    FigureRole.VILLAGE_OFFICIAL -> R.string.figure_role_village_official
    FigureRole.RT_RW -> R.string.figure_role_rt_rw
    FigureRole.ENTERPRISE_CHAIR -> R.string.figure_role_enterprise_chair
    FigureRole.RELIGIOUS_LEADER -> R.string.figure_role_religious_leader
    FigureRole.GROUP_LEADER -> R.string.figure_role_group_leader
    FigureRole.OTHER -> R.string.figure_role_other
}

/** How a figure came to be known. */
fun words(identifiedBy: IdentifiedBy): Int = when (identifiedBy) {
    IdentifiedBy.NOMINATION -> R.string.identified_by_nomination
    IdentifiedBy.OBSERVATION -> R.string.identified_by_observation
    IdentifiedBy.VILLAGE_OFFICE -> R.string.identified_by_village_office
    IdentifiedBy.PARTNER -> R.string.identified_by_partner
    IdentifiedBy.OTHER -> R.string.identified_by_other
}

/** What was asked. */
fun words(nominationQuestion: NominationQuestion): Int = when (nominationQuestion) {
    NominationQuestion.SPREAD_NEWS -> R.string.nomination_question_spread_news
    NominationQuestion.ASKS_ADVICE -> R.string.nomination_question_asks_advice
}

/** Where the relationship with a figure stands. */
fun words(stage: Stage): Int = when (stage) {
    Stage.UNKNOWN -> R.string.stage_unknown
    Stage.ACQUAINTED -> R.string.stage_acquainted
    Stage.SUPPORTIVE -> R.string.stage_supportive
    Stage.BRIDGING -> R.string.stage_bridging
    Stage.REFUSING -> R.string.stage_refusing
}

/** What kind of partner. */
fun words(partnerKind: PartnerKind): Int = when (partnerKind) {
    PartnerKind.CAMPUS -> R.string.partner_kind_campus
    PartnerKind.VOLUNTEERS -> R.string.partner_kind_volunteers
    PartnerKind.LOCAL_MEDIA -> R.string.partner_kind_local_media
    PartnerKind.RELIGIOUS_BODY -> R.string.partner_kind_religious_body
    PartnerKind.MANPOWER_OFFICE -> R.string.partner_kind_manpower_office
    PartnerKind.COOPERATIVE -> R.string.partner_kind_cooperative
    PartnerKind.VILLAGE_EMPOWERMENT -> R.string.partner_kind_village_empowerment
    PartnerKind.VILLAGE -> R.string.partner_kind_village
}

/** What a partner gives. */
fun words(supportKind: SupportKind): Int = when (supportKind) {
    SupportKind.INCENTIVE -> R.string.support_kind_incentive
    SupportKind.DATA_INTEGRATION -> R.string.support_kind_data_integration
    SupportKind.CONTRIBUTION -> R.string.support_kind_contribution
    SupportKind.REGULATION -> R.string.support_kind_regulation
}

/** What is to be done. */
fun words(followUpKind: FollowUpKind): Int = when (followUpKind) {
    FollowUpKind.BEFORE_END7_DAYS -> R.string.follow_up_before_end7_days
    FollowUpKind.AFTER_END3_DAYS -> R.string.follow_up_after_end3_days
    FollowUpKind.MONTH2_VISIT -> R.string.follow_up_month2_visit
    FollowUpKind.MONTH3_VISIT -> R.string.follow_up_month3_visit
    FollowUpKind.ARREARS -> R.string.follow_up_arrears
    FollowUpKind.PROMISE -> R.string.follow_up_promise
    FollowUpKind.ANSWER -> R.string.follow_up_answer
    FollowUpKind.CORRECT_REGISTRATION -> R.string.follow_up_correct_registration
    FollowUpKind.OTHER -> R.string.follow_up_other
}

/** What came of it. */
fun words(followUpResult: FollowUpResult): Int = when (followUpResult) {
    FollowUpResult.DONE -> R.string.follow_up_result_done
    FollowUpResult.NOT_MET -> R.string.follow_up_result_not_met
    FollowUpResult.WILL_PAY -> R.string.follow_up_result_will_pay
    FollowUpResult.PAID -> R.string.follow_up_result_paid
    FollowUpResult.DECLINED -> R.string.follow_up_result_declined
    FollowUpResult.MOVED_AWAY -> R.string.follow_up_result_moved_away
    FollowUpResult.DIED -> R.string.follow_up_result_died
    FollowUpResult.WAGE_EMPLOYMENT -> R.string.follow_up_result_wage_employment
}

/** Why a target was missed. */
fun words(gapCause: GapCause): Int = when (gapCause) {
    GapCause.STAFFING -> R.string.gap_cause_staffing
    GapCause.REGULATION -> R.string.gap_cause_regulation
    GapCause.CULTURE -> R.string.gap_cause_culture
    GapCause.STRUCTURE -> R.string.gap_cause_structure
}

/** What a target counts. */
fun words(targetMeasure: TargetMeasure): Int = when (targetMeasure) {
    TargetMeasure.ENCOUNTERS -> R.string.target_measure_encounters
    TargetMeasure.CARDS -> R.string.target_measure_cards
    TargetMeasure.SUBMITTED -> R.string.target_measure_submitted
    TargetMeasure.ACTIVE -> R.string.target_measure_active
    TargetMeasure.RENEWED -> R.string.target_measure_renewed
}

/** What a training is in. */
fun words(trainingModule: TrainingModule): Int = when (trainingModule) {
    TrainingModule.PRODUCT -> R.string.training_module_product
    TrainingModule.INTERPERSONAL -> R.string.training_module_interpersonal
    TrainingModule.LOCAL_CULTURE -> R.string.training_module_local_culture
    TrainingModule.EMPATHIC_PERSUASION -> R.string.training_module_empathic_persuasion
}
