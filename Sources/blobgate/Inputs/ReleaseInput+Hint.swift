import OCI
import Record
import Release

extension ReleaseInput {
    /// What a file with faults most likely is, if that is another kind of input than the one it was given as.
    var hintOfOtherKind: String? {
        guard text != "-", let guess = InputGuess.of(text), isCredible(guess) else { return nil }
        return "\(text.escapedASCII(limit: 400)): \(guess.advice(for: text, in: set))"
    }

    /// Whether a guess is worth telling. Readers of YAML name some kinds themselves, and much YAML resembles values.
    private func isCredible(_ guess: InputGuess) -> Bool {
        switch guess {
        case .input(let other, _) where other == kind: false
        case .input(.compose, _) where [.composeConfig, .stack].contains(kind): false
        case .input(.list, _): true
        case .input(.manifests, _): kind != .values
        case .input(.archive, _), .pins, .scapReport, .report: true
        case .input(.ecs, _), .input(.nomad, _), .input(.quadlet, _): true
        case .input(.values, _), .yaml: kind == .list
        case .input, .other: kind != .manifests
        }
    }
}
