/**
 * English function words, which carry no topic. Negations and quantities that change what is asked
 * ("without", "more", "first") are left to their inverse document frequency.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again all also am an and any are as at be because been before being below
  between both but by can cannot could did do does doing done down during each either else etc few
  for from further had has have having he her here hers herself him himself his how however i if in
  into is it its itself just let may me might mine must my myself neither nor now of off on once
  only or other our ours ourselves out over own same shall she should so some such than that the
  their theirs them themselves then there thereby therefore these they this those though through
  thus to too toward towards under until up upon us use used uses using very via was we well were
  what when where whereas whether which while who whom whose why will with within would yet you your
  yours yourself yourselves`.split(/\s+/),
);

/**
 * Words with which people ask for papers and which say nothing of their topic: "which papers are
 * about …", "give me the GitHub link". They count little in a query and nothing in coverage.
 */
export const REQUEST_WORDS: ReadonlySet<string> = new Set(
  `abstract abstracts answer any anything article articles author authored authors called claim claims
  co-authored coauthored latest newest recent wrote
  concerned concern deal deals dealing describe described describes describing detail details
  discuss discusses discussed document documents exist exists explain explains find found get give
  given gives interested know list look looking many mention mentions mentioned much name named need
  paper papers please publication publications published recommend report reports reported say says
  search searching show shows something study studies suggest talk tell there treat treats want work works
  write written propose proposes proposed introduce introduces introduced abt hello hey hi ok okay pls plz smth thx u ur w`.split(
    /\s+/,
  ),
);
