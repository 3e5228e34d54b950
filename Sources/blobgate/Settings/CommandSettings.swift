/// Settings of the display, and of single commands.
struct CommandSettings: SettingGroup {
    let progress = Setting(
        flag: "progress", variable: "BLOBGATE_PROGRESS", .oneOf, default: ProgressMode.auto, .hidden,
        placeholder: "mode",
        help: "Progress on standard error: auto (bar on a terminal, otherwise a line every 10 s), bar, plain, none")
    let log = Setting(
        flag: "log", variable: "BLOBGATE_LOG", .oneOf, default: LogForm.text, placeholder: "form",
        help: "What standard error has: text, or json with one event per line and no progress")
    /// For `blobgate backends`.
    let timeout = Setting(
        flag: "timeout", .positiveDuration, default: TimeSpan(.seconds(10)), placeholder: "duration",
        help: "How long to wait for answers")
    /// For `blobgate ledger runs`.
    let limit = Setting(flag: "limit", .number(1...), default: 20, placeholder: "n", help: "Number of runs to list")
    /// For `blobgate ledger prune`.
    let olderThan = Setting(
        flag: "older-than", .duration, default: TimeSpan(.seconds(30 * 86_400)), placeholder: "duration",
        help: "Delete runs and proofs older than this")
}
