/// One step of a remedy: printed, and never run by Blobgate.
public struct RemedyStep: Hashable, Sendable {
    /// What a step is for.
    public enum Purpose: String, Hashable, Sendable, CaseIterable {
        /// It decides what the evidence left open, or keeps evidence; it changes nothing.
        case look
        /// It keeps the last good copy.
        case save
        /// It changes something, on the host that it names and nowhere else.
        case heal
        /// It proves that the rest helped.
        case then
    }

    /// What it is for.
    public let purpose: Purpose
    /// The backend on whose host the commands are run; `nil` where that is not one backend's matter.
    public let backend: String?
    /// What to do, and when, in a sentence or two.
    public let text: String
    /// Commands for a POSIX shell, a line each, complete as they stand.
    public let commands: [String]

    /// A step.
    public init(_ purpose: Purpose, on backend: String? = nil, _ text: String, commands: [String] = []) {
        self.purpose = purpose
        self.backend = backend
        self.text = text
        self.commands = commands
    }
}
