namespace Arb.Providers.Harvesting;

/// <summary>Extents of the rows of one body, and which entity each stands for. Buffers grow and are kept.</summary>
internal sealed class RowTable
{
    private int[] _start = new int[64];
    private int[] _length = new int[64];
    private int[] _entity = new int[64];
    private int[] _stamp = new int[64];
    private byte[] _section = new byte[64];

    public int Count { get; private set; }

    public int Start(int row) => _start[row];

    public int Length(int row) => _length[row];

    public byte Section(int row) => _section[row];

    /// <summary>The entity, or −1 for a row that stands for none (dropped) or is not known yet.</summary>
    public int Entity(int row) => _entity[row];

    /// <summary>The entity's stamp when this row was its state: another stamp means that the row is not its state any more.</summary>
    public int Stamp(int row) => _stamp[row];

    public void Clear() => Count = 0;

    public void Add(int start, int length, byte section, int entity, int stamp)
    {
        if (Count == _start.Length)
            Grow();
        _start[Count] = start;
        _length[Count] = length;
        _section[Count] = section;
        _entity[Count] = entity;
        _stamp[Count++] = stamp;
    }

    public void Bind(int row, int entity, int stamp)
    {
        _entity[row] = entity;
        _stamp[row] = stamp;
    }

    private void Grow()
    {
        var size = _start.Length * 2;
        Array.Resize(ref _start, size);
        Array.Resize(ref _length, size);
        Array.Resize(ref _entity, size);
        Array.Resize(ref _stamp, size);
        Array.Resize(ref _section, size);
    }
}
