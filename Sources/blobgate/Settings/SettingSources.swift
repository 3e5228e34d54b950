/// What the sources say of a setting: the command line over the environment over the file over the default.
struct SettingSources: Sendable {
    let environment: Environment
    let file: SettingValues

    /// What a setting is.
    /// - Parameter flag: The value on the command line.
    /// - Throws: What is wrong with its variable, unless the command line says what it is.
    func value<Value, Result>(_ setting: Setting<Value, Result>, _ flag: Value? = nil) throws -> Result {
        if let flag { return setting.resolved(flag) }
        return setting.resolved(try environment.value(setting) ?? file[setting])
    }

    /// What a switch is; on the command line it can be switched on only.
    func value(_ setting: Setting<Bool, Bool>, _ flag: Bool?) throws -> Bool {
        try flag == true || value(setting)
    }

    /// Whether the environment or the file has it.
    func have<Value, Result>(_ setting: Setting<Value, Result>) -> Bool {
        environment[setting] != nil || file[setting] != nil
    }
}

/// Values of settings, as the configuration file has them.
struct SettingValues: Sendable {
    private var values: [String: any Sendable] = [:]

    subscript<Value, Result>(setting: Setting<Value, Result>) -> Value? {
        get { setting.key.flatMap { values[$0] as? Value } }
        set { if let key = setting.key { values[key] = newValue } }
    }
}
