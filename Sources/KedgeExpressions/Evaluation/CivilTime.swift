/// A point in time as date and time of day in the Gregorian calendar, extended to all years.
struct CivilTime {
  let year: Int
  /// 1 to 12.
  let month: Int
  /// 1 to 31.
  let day: Int
  /// 0 (Sunday) to 6.
  let dayOfWeek: Int
  /// 0 to 365.
  let dayOfYear: Int
  let hour: Int
  let minute: Int
  let second: Int

  private static let daysPerEra: Int64 = 146_097

  init(secondsSinceEpoch: Int64) {
    let days = CivilTime.floor(secondsSinceEpoch, 86_400)
    let rest = Int(secondsSinceEpoch - days * 86_400)
    (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
    // 1970-01-01 was a Thursday.
    dayOfWeek = Int(days + 4 - CivilTime.floor(days + 4, 7) * 7)

    // Years are counted from March, so that the leap day is the last of its year; eras of 400
    // years all have the same number of days. Day 0 of this count is 0000-03-01.
    let shifted = days + 719_468
    let era = CivilTime.floor(shifted, CivilTime.daysPerEra)
    let dayOfEra = Int(shifted - era * CivilTime.daysPerEra)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayFromMarch = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayFromMarch + 2) / 153
    day = dayFromMarch - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
    dayOfYear = Int(days - CivilTime.daysSinceEpoch(year: year, month: 1, day: 1))
  }

  /// Days since 1970-01-01, or `nil` for a date that does not exist.
  static func days(year: Int, month: Int, day: Int) -> Int64? {
    guard (1...12).contains(month), day >= 1, day <= length(ofMonth: month, year: year) else {
      return nil
    }
    return daysSinceEpoch(year: year, month: month, day: day)
  }

  private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let era = floor(Int64(marchYear), 400)
    let yearOfEra = Int64(marchYear) - era * 400
    let monthFromMarch = Int64(month <= 2 ? month + 9 : month - 3)
    let dayFromMarch = (153 * monthFromMarch + 2) / 5 + Int64(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayFromMarch
    return era * daysPerEra + dayOfEra - 719_468
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  /// Division that rounds down.
  private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
    value / divisor - (value % divisor < 0 ? 1 : 0)
  }
}
