internal import Record

/// Words what the same observation on several backends means, in whole sentences.
struct SharedCauseWords {
    let backends: [String]
    let isEverywhere: Bool
    let direct: String?

    func text(_ cause: SharedCause) -> String {
        switch cause {
        case .serviceIsDown(let status):
            isEverywhere
                ? "\(who) \(answer) \(status): the service behind them is down or does not respond.\(behind)"
                : "\(who) \(answer) \(status), in its own error page, not the registry's: it cannot reach the service behind it."
        case .sameStatus(let status): "\(who) \(answer) \(status): what they have in common is suspect.\(behind)"
        case .noKnownAuthority:
            isEverywhere
                ? "No backend's certificate is signed by a CA that this machine knows: a CA is missing here, or the backends do not "
                    + "send an intermediate certificate."
                : "The certificate of \(Names(backends)) is signed by no CA that this machine knows."
        case .sameTLSProblem:
            "\(who) \(verb("fails", "fail")) in the same way: one certificate or TLS setting is suspect."
        case .refusesConnections:
            "\(who) \(verb("accepts", "accept")) no connection: service or network is down.\(behind)"
        case .sendsNothing: "\(who) \(verb("sends", "send")) nothing: the service behind them hangs.\(behind)"
        case .stopsAtByte(let byte):
            "\(who) \(verb("stops", "stop")) at the same byte, \(byte): the object in the storage is truncated there, or the storage "
                + "hangs.\(behind)"
        }
    }

    private var who: String {
        isEverywhere && backends.count > 1 ? "All \(backends.count) backends" : "\(Names(backends))"
    }

    private var answer: String { verb("answers", "answer") }

    private func verb(_ one: String, _ many: String) -> String { backends.count == 1 ? one : many }

    private var behind: String { direct.map { " \($0), the registry itself, fails too." } ?? "" }
}
