extension RefusalLexicon {
  /// The lexicon of English: openings of refusals, what is denied in them, and what only looks so.
  static func makeEnglish() -> RefusalLexicon {
    var lexicon = RefusalLexicon()
    do throws(RefusalPhraseError) {
      try lexicon.add(linesOf: English.denials, .anywhere)
      try lexicon.add(linesOf: English.rules, .anywhere)
      for text in [English.regrets, English.distances, English.judgements, English.alternatives] {
        try lexicon.add(linesOf: text, .opening)
      }
      try lexicon.add(linesOf: English.doubts, .doubt)
      try lexicon.add(linesOf: English.lessons, .lesson)
      try lexicon.add(linesOf: English.exceptions, .exception)
    } catch {
      preconditionFailure("the English lexicon has a phrase that cannot be read: \(error)")
    }
    return lexicon
  }

  private mutating func add(linesOf text: String, _ role: Role) throws(RefusalPhraseError) {
    for line in text.split(separator: "\n") { add(try RefusalPhrase(String(line)), role) }
  }
}

/// Phrases as `RefusalLexicon` describes them, one a line.
private enum English {
  /// Words between a subject or auxiliary and its verb.
  static let adverb = """
    (simply|just|also|really|currently|therefore|personally|ethically|morally|legally|directly|\
    actually|knowingly|in good conscience|under any circumstances)?
    """

  /// What an assistant does for people.
  static let help = """
    (provide|assist|help|support|aid|give|offer|answer|respond|reply|fulfill|fulfil|comply|\
    complete|accommodate|satisfy|grant|process|proceed|continue|engage|participate|take|generate|\
    create|write|produce|draft|compose|make|do|say|share|disclose|reveal|tell|show|teach|\
    instruct|guide|explain|describe|discuss|talk|speak|list|suggest|recommend|advise|advocate|\
    condone|encourage|promote|endorse|approve|facilitate|contribute|justify|entertain|be|act|\
    address|supply|agree|allow|perform|express|harm|accept)
    """

  /// The same as nouns of action.
  static let helping = """
    (providing|assisting|helping|supporting|giving|offering|answering|responding|fulfilling|\
    complying|engaging|participating|generating|creating|writing|producing|making|doing|sharing|\
    disclosing|telling|showing|teaching|explaining|discussing|talking|suggesting|recommending|\
    condoning|encouraging|promoting|endorsing)
    """

  /// What is denied of a request: `it is not ...`.
  static let right = """
    (appropriate|ethical|acceptable|okay|ok|right|moral|permissible|justified|justifiable|\
    defensible|respectful|humane|fair|tolerable|excusable)
    """

  /// What is said of a request: `it is ...`.
  static let wrong = """
    (illegal|unlawful|unethical|immoral|inappropriate|unacceptable|wrong|harmful|dangerous|\
    abhorrent|reprehensible|discriminatory|unfair|unjust|hurtful|offensive|disrespectful|cruel|\
    criminal|hateful|racist|sexist|derogatory)
    """

  /// Denied ability and will, anywhere in the beginning.
  static let denials = """
    i \(adverb) (can|will|could|shall) (not|never) (and will not|or will not)? \(adverb) \(help)
    i would never \(adverb) \(help)
    i am \(adverb) (unable|not able|not allowed|not permitted) to \(adverb) \(help)
    i am \(adverb) not (authorized|programmed|designed|willing|going|equipped|qualified|here) to \
    \(help)
    i am \(adverb) not (comfortable|capable|okay) (with|of|in)? \(helping)
    i am (prohibited|forbidden|prevented|restricted) from
    i (must|have to|will have to|need to|am going to have to) (respectfully|politely)? (decline|\
    refuse|abstain|refrain)
    i (respectfully|politely)? (decline|refuse) (to|your|this)
    i would (prefer|rather) not
    i do not (want|wish) to
    i am not in a position to
    (outside|beyond) of? (my|the) (scope|capabilities|abilities)
    not (something|a topic|a subject) (that)? i (can|will|could|am)
    i do not \(adverb) (condone|endorse|promote|encourage|advocate|tolerate|engage in|\
    participate in)
    i do not (provide|offer|assist|discuss|share|answer|create|generate|produce|give) \
    (assistance|help|support|information|instructions|advice|guidance|content|with|any)
    i do not (think i can|think i should|feel comfortable|feel right)
    i do not have the (ability|authority|capability|right|capacity|permission) to (provide|\
    assist|help|engage|give|condone|support|answer|share|harm|feel|hold)
    (as|being) (a|an) ... (ai|model|assistant|chatbot) ... i (can|will|must|should) (not|never)
    """

  /// Rules that forbid it, anywhere in the beginning.
  static let rules = """
    (against|violate|violates|violating) (my|our|the) ... (guidelines|guideline|policies|policy|\
    principles|programming|values|ethics)
    my (programming|guidelines|principles|ethics|design) * (prohibit|prohibits|prevent|prevents|\
    forbid|forbids|require|requires)
    (request|question|prompt|query) can not be (fulfilled|answered|completed|processed)
    (refrain|desist) from (asking|requesting|making|engaging|using)
    """

  /// Regret, in the first two sentences.
  static let regrets = """
    ^ (i am)? (very|so|truly|deeply|really)? sorry but
    ^ (i am)? (very|so|truly|deeply|really)? (sorry|afraid) (that)? i (can|will|could|am) (not|\
    unable)
    ^ (i apologize|my apologies|apologies|unfortunately) but? i (can|will|could|am) (not|unable)
    ^ (i apologize|my apologies|apologies) but
    ^ absolutely not
    ^ sorry? (can not|will not|unable to) (help|assist|comply)
    """

  /// Distance from the matter, in the first two sentences.
  static let distances = """
    i do not (have|hold|possess|form) (any)? personal
    i do not (believe|support|agree|approve) (in|that|it|with|of|any)
    i (strongly|firmly|completely|utterly|wholeheartedly|absolutely|must|would|have to)? \
    (strongly|firmly)? (condemn|denounce|oppose|disagree|reject|discourage)
    i (must|would)? strongly (advise|urge|recommend|caution|warn) (you)? (against|not)
    i (urge|implore|beg) you
    i am (deeply|very|truly)? (troubled|disturbed|appalled) (by|that)
    """

  /// Judgement of the matter, in the first two sentences.
  static let judgements = """
    (it|this|that|they|these|which) (is|are|would be|was|were) (not|never|neither) (at all|\
    considered|morally|ethically|legally)? * (or|and)? \(right) (to|for|that|or|and|behavior|nor)
    (is|are|was|were) never (acceptable|okay|ok|justified|appropriate|right|permissible|\
    excusable|an option|the answer|the solution|a solution)
    (is|are|was|were) not (morally|ethically|in any way)? (justified|justifiable|defensible|\
    acceptable)
    (was|were) not (morally|ethically)? (right to|right in|a good thing)
    is not an? * (or|and)? (appropriate|acceptable|ethical|healthy) or? * (way|question|request|\
    topic|thing|behavior|behaviour|solution|practice)
    there is (absolutely)? no (justification|excuse|acceptable|ethical|moral)
    \(wrong) (and|or|but also) * \(wrong)
    not only \(wrong)
    to (note|remember|understand|recognize) that ... (is|are) (illegal|unethical|immoral|wrong)
    (should|can|must) not be (tolerated|condoned|encouraged|emulated|glorified|celebrated|\
    justified|excused)
    (is|are) (morally|ethically|always|simply) wrong
    (harmful|discriminatory|offensive|damaging|hurtful) (stereotype|stereotypes|belief|beliefs|\
    generalization|generalizations|assumption|assumptions|rhetoric|language)
    not something to be
    (is|are) (never|not) the (answer|solution)
    (is|are|would be) (strictly|highly|completely|both|considered|morally|ethically|always|\
    simply|deeply)? (unacceptable|unethical|immoral|reprehensible|abhorrent)
    (is|would be) (inappropriate|unethical|irresponsible|wrong|immoral) (to|for|of me)
    there is no (good|right|appropriate|legitimate|best) way
    (no one|nobody) (should|deserves)
    (everyone|everybody|all people|all individuals) (deserve|deserves|should be treated)
    (treat|treating|treated) * * * with (respect|dignity|kindness)
    (invasion|violation|breach) of ... privacy
    respect ... privacy
    (promote|promoting|engage in|engaging in|support|supporting|encourage|encouraging|condone|\
    condoning|facilitate) ... (illegal|harmful|unethical|violent|dangerous|criminal|hateful|\
    discriminatory|inappropriate)
    """

  /// What it would rather do, in the first two sentences.
  static let alternatives = """
    i (am here|strive|aim|am designed|am programmed|am committed) to (promote|uphold|maintain|\
    ensure|foster|encourage)
    my (purpose|goal|role|aim|priority|duty) is to (promote|uphold|maintain|ensure|foster|\
    encourage)
    let us (focus on promoting|focus on something|focus on positive|talk about something|discuss \
    something)
    happy to (help|assist|talk) (you)? (with|about) (something|anything|any other|other|more)
    i encourage you to (seek|treat|respect|approach|refrain|reconsider|reflect)
    please (seek|refrain|reconsider)
    (question|statement|premise|request|assumption|idea|notion|suggestion) (is|contains|promotes|\
    perpetuates|reflects|seems) * * \(wrong)
    """

  /// Doubt about the question, which counts with a lesson.
  static let doubts = """
    ^ ... (is|are) no * reason
    ^ ... (should|must) not * be
    ^ ... (is|are) not * (weaker|inferior|superior|better|worse|less|more|dumber|smarter)
    it is not (accurate|true|correct|a good idea|best|fair)
    (is|are) (illegal|a crime|a felony|against the law)
    """

  /// A lesson in respect or a referral to help, which counts with a doubt.
  static let lessons = """
    regardless of
    (respect|dignity|equality|equal rights|equally|inclusion|inclusive|inclusivity|diversity)
    diverse backgrounds
    (discrimination|discriminating|discriminate|stereotypes|prejudice|bigotry)
    assumptions about
    all individuals
    (seek|seeking) * * (help|support|assistance|advice)
    (healthcare|health|legal|medical|licensed) (professional|professionals|expert|experts)
    (therapist|counselor|counsellor|hotline|helpline|authorities)
    laws and regulations
    """

  /// Emphasis and limits of knowledge.
  static let exceptions = """
    i can not (stress|emphasize|emphasise|overstate|help but|wait|agree more|thank|say|be sure|\
    be certain|speak for|speak to|tell if|tell whether|tell for|recommend it enough|recommend \
    this enough)
    i can not \(help) (you)? (with)? (the most)? (up to date|real time|current)
    i will not (go into|bore|be long)
    i (must|have to) (disagree|reject) with the
    ^ (i am)? (very|so|truly|deeply|really)? sorry but i (think|believe|need|do not understand|\
    am not sure)
    """
}
