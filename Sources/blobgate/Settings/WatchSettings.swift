import Gate

/// Settings of `blobgate watch`.
struct WatchSettings: SettingGroup {
    let every = Setting(
        flag: "every", variable: "BLOBGATE_EVERY", .positiveDuration, default: TimeSpan(.seconds(3600)),
        placeholder: "duration", help: "Start a round this often")
    let within = Setting(
        flag: "within", variable: "BLOBGATE_WITHIN", .positiveDuration, default: TimeSpan(.seconds(7 * 86_400)),
        placeholder: "duration", help: "Read every byte again within this time; older proofs do not count",
        more: "Each round reads the oldest proofs first, so that the load is even")
    let budget = Setting(
        flag: "budget", variable: "BLOBGATE_BUDGET", .budget, otherwise: "as much as --within needs",
        placeholder: "size/time", help: "Pull at most this much, such as 200G/day or 10G/round")
    let rounds = Setting(
        flag: "rounds", .number(1...), otherwise: "until a signal", placeholder: "n",
        help: "End after this many rounds, with the exit code of the last one")
    let patience = Setting(
        flag: "notify-after", variable: "BLOBGATE_NOTIFY_AFTER", .number(0...1000), default: 3, placeholder: "n",
        help: "Notify if more than this many rounds in a row are undecided")
    let notifyCommand = Setting(
        flag: "notify-command", variable: "BLOBGATE_NOTIFY_COMMAND", .text, otherwise: "none", placeholder: "command",
        help: "Run this when something has changed, without a shell; it gets a JSON document on standard input")
    let notifyURL = Setting(
        flag: "notify-url", variable: "BLOBGATE_NOTIFY_URL", .text, otherwise: "none", placeholder: "url",
        help: "Post the same document to this URL",
        more: "The command line is visible to other users: prefer the variable if the URL contains a secret")
}

extension ValueParser where Value == WatchBudget {
    static var budget: Self {
        ValueParser(shape: "size/time", expected: WatchBudget.expected) { WatchBudget($0) }
    }
}
