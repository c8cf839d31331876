package id.perisai.shell.words

import android.content.res.Resources
import id.perisai.field.core.Fact
import id.perisai.field.core.Remedy
import id.perisai.field.core.ShownValue
import id.perisai.field.core.Who
import id.perisai.field.core.Word
import id.perisai.shell.R

/** A field's value as a person reads it; digits are masked unless [whole] is asked for. Empty where there is nothing to say. */
fun shown(resources: Resources, value: ShownValue, whole: Boolean = false): String = when (value) {
    is ShownValue.Nothing -> ""
    is ShownValue.Text -> value.text
    is ShownValue.OneWord -> resources.getString(words(value.word))
    is ShownValue.SomeWords -> value.words.joinToString(", ") { resources.getString(words(it)) }
    is ShownValue.Count -> counted(value.number)
    is ShownValue.Money -> rupiah(value.rupiah)
    is ShownValue.YesNo -> resources.getString(if (value.yes) R.string.yes else R.string.no)
    is ShownValue.OnDay -> spoken(resources, value.day)
    is ShownValue.InMonths -> spokenMonths(resources, value.months)
    is ShownValue.At -> spoken(resources, value.at)
    is ShownValue.Digits -> if (whole) value.whole else value.masked
    is ShownValue.Called -> value.names.joinToString(", ")
    is ShownValue.Unnamed -> "${counted(value.count.toLong())} ${resources.getString(kindWords(value.kind))}"
}

/** What is known of a record, a line each. */
fun lines(resources: Resources, kind: String, facts: List<Fact>): List<String> = facts.map { fact ->
    resources.getString(R.string.fact, resources.getString(fieldWords(fact.field, kind)), shown(resources, fact.value))
}

/** Somebody by name; the agent whose phone this is, as they are spoken to. */
fun called(resources: Resources, who: Who): String = if (who.isOwn) resources.getString(R.string.you) else who.name

/** A word of any list. */
fun words(word: Word): Int = when (word) {
    is Word.OfAgentRole -> words(word.word)
    is Word.OfAgentStatus -> words(word.word)
    is Word.OfArgument -> words(word.word)
    is Word.OfBarrier -> words(word.word)
    is Word.OfChannel -> words(word.word)
    is Word.OfConflictKind -> words(word.word)
    is Word.OfConflictStatus -> words(word.word)
    is Word.OfConsentAction -> words(word.word)
    is Word.OfConsentMethod -> words(word.word)
    is Word.OfConsentPurpose -> words(word.word)
    is Word.OfDirection -> words(word.word)
    is Word.OfDiscountSector -> words(word.word)
    is Word.OfEconomicClass -> words(word.word)
    is Word.OfEventKind -> words(word.word)
    is Word.OfFailureCause -> words(word.word)
    is Word.OfFigureRole -> words(word.word)
    is Word.OfFollowUpKind -> words(word.word)
    is Word.OfFollowUpResult -> words(word.word)
    is Word.OfFrame -> words(word.word)
    is Word.OfGapCause -> words(word.word)
    is Word.OfIdentifiedBy -> words(word.word)
    is Word.OfLanguage -> words(word.word)
    is Word.OfMembershipStatus -> words(word.word)
    is Word.OfMessageFunction -> words(word.word)
    is Word.OfMessageKind -> words(word.word)
    is Word.OfNominationQuestion -> words(word.word)
    is Word.OfObjectionCode -> words(word.word)
    is Word.OfObjectionKind -> words(word.word)
    is Word.OfObjectionOutcome -> words(word.word)
    is Word.OfPartnerKind -> words(word.word)
    is Word.OfPayer -> words(word.word)
    is Word.OfProgrammes -> words(word.word)
    is Word.OfReceiptStatus -> words(word.word)
    is Word.OfRegistrationStatus -> words(word.word)
    is Word.OfSegment -> words(word.word)
    is Word.OfSex -> words(word.word)
    is Word.OfSide -> words(word.word)
    is Word.OfStage -> words(word.word)
    is Word.OfSupportKind -> words(word.word)
    is Word.OfTargetMeasure -> words(word.word)
    is Word.OfTrainingModule -> words(word.word)
    is Word.OfWave -> words(word.word)
    is Word.OfWhomAsked -> words(word.word)
}

/** What can be done about what came back: a whole sentence. */
fun words(remedy: Remedy): Int = when (remedy) {
    Remedy.CORRECT_FIELD -> R.string.remedy_correct_field
    Remedy.GIVE_REASON -> R.string.remedy_give_reason
    Remedy.ASK_CONSENT -> R.string.remedy_ask_consent
    Remedy.SEND_AGAIN -> R.string.remedy_send_again
    Remedy.LET_GO -> R.string.remedy_let_go
}
