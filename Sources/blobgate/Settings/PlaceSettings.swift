/// Configuration file, ledger and credentials.
struct PlaceSettings: SettingGroup {
    let config = Setting(
        flag: "config", variable: "BLOBGATE_CONFIG", .text,
        otherwise: "./blobgate.yaml, $XDG_CONFIG_HOME/blobgate/blobgate.yaml, /etc/blobgate/blobgate.yaml", .sentence,
        placeholder: "file", help: "The configuration file")
    let ledger = Setting(
        key: "ledger", flag: "ledger", variable: "BLOBGATE_LEDGER", .ledger,
        otherwise: "$XDG_STATE_HOME/blobgate/ledger.sqlite", .sentence, placeholder: "path", help: "The ledger file",
        more: "It stores proofs, runs and overrides")
    let ledgerPath = Setting(
        key: "ledger.path", .ledgerPath, otherwise: "as for ledger",
        help: "The ledger file, next to other keys of the ledger")
    let ledgerKeep = Setting(
        key: "ledger.keep", variable: "BLOBGATE_LEDGER_KEEP", .kept,
        default: KeepTime.span(TimeSpan(.seconds(90 * 86_400))),
        help: "Delete runs older than this from the ledger; 0 or forever keeps all",
        more:
            "It is done at the end of a run, once a day and a limited number at a time; runs that a proof refers to are "
            + "kept"
    )
    let allAddresses = Setting(
        flag: "all-addresses", .toggle, default: false,
        help: "Check every address of names with several public ones, not one of them")
    let authfile = Setting(
        key: "authfile", flag: "authfile", variable: "BLOBGATE_AUTHFILE", .path,
        otherwise: "the files of docker, podman and skopeo", .hidden, placeholder: "file",
        help: "Credentials file, a docker config.json or a podman auth.json, instead of the default files")
}

extension ValueParser where Value == String {
    /// A path; the file may have a mapping instead, which is read as a section.
    fileprivate static var ledger: Self {
        var parser = ledgerPath.shaped("path, or mapping with path and keep")
        let file = parser.file
        parser.file = { mapping, name in mapping.isMapping(name) ? nil : file(mapping, name) }
        return parser
    }
}

/// How long runs stay in the ledger.
enum KeepTime: Hashable, Sendable, CustomStringConvertible {
    case forever
    case span(TimeSpan)

    init?(_ text: String) {
        guard text != "forever", text != "0" else {
            self = .forever
            return
        }
        guard let span = TimeSpan(text) else { return nil }
        self = span.duration > .zero ? .span(span) : .forever
    }

    /// `nil` for all time.
    var limit: TimeSpan? { if case .span(let span) = self { span } else { nil } }

    var description: String { limit?.description ?? "forever" }
}

extension ValueParser where Value == KeepTime {
    fileprivate static var kept: Self {
        ValueParser(shape: "duration, or forever") { (text) throws(ValueFault) in
            if let time = KeepTime(text) { return time }
            throw MissingUnit.ofDuration(text) ?? .expected("a duration with a unit, such as 90d, or forever")
        }
    }
}
