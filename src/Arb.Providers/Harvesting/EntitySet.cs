namespace Arb.Providers.Harvesting;

/// <summary>
/// Entities of one list by the provider's own id, in dense numbers. A stamp ties an entity to the row that is its state; every change by another way
/// (delta, removal) gives it another stamp, so that a cached row can never be mistaken for the present state.
/// </summary>
internal sealed class EntitySet<T>
    where T : class
{
    private readonly Dictionary<string, int> _byId = new(IdComparer.Instance);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;
    private readonly Stack<int> _free = new();
    private T?[] _items = new T?[64];
    private string[] _ids = new string[64];
    private int[] _stamp = new int[64];
    private int[] _seen = new int[64];
    private int[] _row = new int[64];
    private int _high;
    private int _generation;
    private int _seenCount;
    private int _nextStamp;
    private int _lastFound = -1;

    public EntitySet() => _byBytes = _byId.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count => _byId.Count;

    /// <summary>Changes with every added, changed or removed entity.</summary>
    public long Version { get; private set; }

    public T this[int entity] => _items[entity]!;

    public bool Has(int entity) => entity >= 0 && entity < _high && _items[entity] is not null;

    public string Id(int entity) => _ids[entity];

    /// <summary>True when the row with this stamp is the entity's state.</summary>
    public bool IsState(int entity, int stamp) => entity >= 0 && _stamp[entity] == stamp && _items[entity] is not null;

    /// <summary>The entity's row in the last snapshot, or −1.</summary>
    public int Row(int entity) => _row[entity];

    public void SetRow(int entity, int row) => _row[entity] = row;

    /// <summary>The entity with an id, or −1. Rows mostly come in the order in which they first came, so the one after the last found is looked at first.</summary>
    public int Find(ReadOnlySpan<byte> id)
    {
        var guess = _lastFound + 1;
        if (guess < _high && _items[guess] is not null && IdComparer.Instance.Equals(id, _ids[guess]))
            return _lastFound = guess;
        return _byBytes.TryGetValue(id, out var entity) ? _lastFound = entity : -1;
    }

    /// <summary>The entity with an id, or −1.</summary>
    public int Find(string id) => _byId.TryGetValue(id, out var entity) ? entity : -1;

    public int Add(string id, T item)
    {
        if (!_free.TryPop(out var entity))
        {
            entity = _high++;
            if (entity == _items.Length)
                Grow();
        }
        _byId.Add(id, entity);
        _ids[entity] = id;
        _items[entity] = item;
        _seen[entity] = 0;
        _row[entity] = -1;
        Touch(entity);
        return entity;
    }

    /// <summary>Notes that the entity's state is another one now; returns its new stamp.</summary>
    public int Touch(int entity)
    {
        Version++;
        return _stamp[entity] = ++_nextStamp;
    }

    public void Remove(int entity)
    {
        Version++;
        if (_seen[entity] == _generation && _generation > 0)
            _seenCount--;
        _byId.Remove(_ids[entity]);
        _items[entity] = null;
        _ids[entity] = "";
        _stamp[entity] = 0;
        _row[entity] = -1;
        _free.Push(entity);
    }

    /// <summary>Begins a snapshot: nothing is seen yet.</summary>
    public void BeginSnapshot()
    {
        _generation++;
        _seenCount = 0;
    }

    /// <summary>Marks an entity as present in this snapshot; false when it already was: a duplicate.</summary>
    public bool See(int entity)
    {
        if (_seen[entity] == _generation)
            return false;
        _seen[entity] = _generation;
        _seenCount++;
        return true;
    }

    /// <summary>Fills <paramref name="gone"/> with the entities that this snapshot did not have.</summary>
    public void Unseen(List<int> gone)
    {
        gone.Clear();
        if (_seenCount == Count)
            return;
        for (var entity = 0; entity < _high; entity++)
            if (_items[entity] is not null && _seen[entity] != _generation)
                gone.Add(entity);
    }

    public void Clear()
    {
        _byId.Clear();
        _free.Clear();
        Array.Clear(_items);
        Array.Clear(_stamp);
        Array.Clear(_seen);
        _high = 0;
        Version++;
    }

    private void Grow()
    {
        var size = _items.Length * 2;
        Array.Resize(ref _items, size);
        Array.Resize(ref _ids, size);
        Array.Resize(ref _stamp, size);
        Array.Resize(ref _seen, size);
        Array.Resize(ref _row, size);
    }
}
